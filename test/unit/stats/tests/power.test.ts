import { describe, expect, test } from 'vitest';
import { lowerTail, upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';
import { multiwayEffectiveN } from '../../../../shared/stats/rates/two-way-design-effect.ts';
import { logEvidenceAbove } from '../../../../shared/stats/tests/e-value.ts';
import { answersNeeded } from '../../../../shared/stats/tests/power.ts';

type PowerQuestion = Parameters<typeof answersNeeded>[0];

import { normal, uniform } from '../worlds.ts';

const question = (tolerance: number, rate: number, hypotheses = 1): PowerQuestion => ({
  tolerance,
  rate,
  hypotheses,
  level: 0.05,
  icc: 0,
  answersPerClinician: 1,
  groups: 32,
});

describe('the number of answers that a cell needs', () => {
  // Enumerated with the binomial distribution of SciPy 1.17: the smallest size from which on all larger sizes have
  // the power.
  test.each([
    ['a rate of 20 % against 10 %, one cell', 0.1, 0.2, 1, 89, 15],
    ['a rate of 20 % against 10 % among 156 cells', 0.1, 0.2, 156, 229, 41],
    ['a rate of 30 % among 156 cells', 0.1, 0.3, 156, 70, 18],
    ['severe failures, 6 % against 2 %, among 12 cells', 0.02, 0.06, 12, 282, 14],
  ])('equals the enumerated number if the cell is to confirm %s', (_, tolerance, rate, hypotheses, n, k) => {
    expect(answersNeeded(question(tolerance, rate, hypotheses))).toMatchObject({
      effectiveAnswers: n,
      criticalFailures: k,
    });
  });

  test.each([
    ['a rate of 5 % against 10 %, one cell', 0.05, 1, 203, 13],
    ['a rate of 2 % among 156 cells', 0.02, 156, 174, 5],
    ['a model that never fails, by the rule of three', 0, 1, 29, 0],
  ])('equals the enumerated number if the cell is to clear %s', (_, rate, hypotheses, n, k) => {
    expect(answersNeeded(question(0.1, rate, hypotheses))).toMatchObject({
      effectiveAnswers: n,
      criticalFailures: k,
    });
  });

  test('has a critical number with the required level and power', () => {
    const alpha = 0.05 / 12;
    const confirmed = answersNeeded(question(0.1, 0.25, 12))!;
    const { effectiveAnswers: n, criticalFailures: k } = confirmed;
    expect(upperTail(k, n, 0.1)).toBeLessThanOrEqual(alpha);
    expect(upperTail(k - 1, n, 0.1)).toBeGreaterThan(alpha);
    expect(upperTail(k, n, 0.25)).toBeGreaterThanOrEqual(0.8);
    const cleared = answersNeeded(question(0.1, 0.04, 12))!;
    expect(lowerTail(cleared.criticalFailures, cleared.effectiveAnswers, 0.1)).toBeLessThanOrEqual(alpha);
    expect(lowerTail(cleared.criticalFailures, cleared.effectiveAnswers, 0.04)).toBeGreaterThanOrEqual(0.8);
  });

  test('grows with the answers per clinician, the number of cells and the power, and for a smaller difference', () => {
    const answers = (change: Partial<PowerQuestion>) =>
      answersNeeded({ ...question(0.1, 0.2, 12), icc: 0.05, answersPerClinician: 5, ...change })!.answers;
    const base = answers({});
    expect(answers({ answersPerClinician: 20 })).toBeGreaterThan(base);
    expect(answers({ icc: 0.2 })).toBeGreaterThan(base);
    expect(answers({ hypotheses: 156 })).toBeGreaterThan(base);
    expect(answers({ power: 0.95 })).toBeGreaterThan(base);
    expect(answers({ rate: 0.15 })).toBeGreaterThan(base);
    // The design effect is 1.2, and 32 groups add a factor of (t₃₁/t_∞)² = 1.08 at most.
    const effective = answersNeeded(question(0.1, 0.2, 12))!.effectiveAnswers;
    expect(base).toBeGreaterThan(1.2 * effective);
    expect(base).toBeLessThan(1.35 * effective);
  });

  test('is null if no number is sufficient', () => {
    expect(answersNeeded(question(0.1, 0.1))).toBeNull();
    expect(answersNeeded({ ...question(0.1, 0.2), groups: 1 })).toBeNull();
    expect(answersNeeded(question(0.1, 0.1001))).toBeNull();
  });

  test('gives about the stated power in simulated studies with different clinicians', () => {
    const icc = 0.08;
    const asked = { ...question(0.1, 0.2, 12), icc, answersPerClinician: 6 };
    const { clinicians } = answersNeeded(asked)!;
    const random = uniform(515_000);
    const worlds = 600;
    let confirmed = 0;
    for (let world = 0; world < worlds; world++) {
      const [n, k] = [new Float64Array(32), new Float64Array(32)];
      for (let c = 0; c < clinicians; c++) {
        const group = Math.floor(32 * random());
        const own = 0.2 + Math.sqrt(icc * 0.2 * 0.8) * Math.max(-1.7, normal(random));
        for (let answer = 0; answer < 6; answer++) {
          n[group]! += 1;
          if (random() < own) k[group]! += 1;
        }
      }
      const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
      // The ICC of groups that follows from the ICC of clinicians.
      const pairs = (clinicians * 6 * 5) / (n.reduce((total, size) => total + size * (size - 1), 0) || 1);
      const effective = multiwayEffectiveN([{ sizes: n, icc: icc * pairs }]);
      if (upperTail((sum(k) / sum(n)) * effective, effective, 0.1) <= 0.05 / 12) confirmed++;
    }
    expect(confirmed / worlds).toBeGreaterThan(0.74);
    expect(confirmed / worlds).toBeLessThan(0.9);
  });
});

describe('the number of answers with items, sites and readers', () => {
  const base = { ...question(0.1, 0.05, 12), icc: 0.08, answersPerClinician: 4 };
  const answers = (change: Partial<PowerQuestion>) => answersNeeded({ ...base, ...change })?.answers ?? null;

  test('is larger if answers share items, and equals the two-way design effect by hand', () => {
    const own = answersNeeded(base)!;
    const shared = answersNeeded({ ...base, crossed: [{ units: 200, icc: 0.3 }] })!;
    expect(shared.effectiveAnswers).toBe(own.effectiveAnswers);
    const n = shared.answers;
    const clinicians = 32 * (1 - (31 / 32) ** (n / 4));
    const t = tQuantile(0.975, n - 1) / tQuantile(0.975, clinicians - 1);
    const effective = (m: number) => ((m / (1 + 0.08 * 3 + 0.3 * (m / 200 - 1))) * t) / (1 / t);
    expect(effective(n)).toBeGreaterThanOrEqual(shared.effectiveAnswers - 0.1);
    expect(effective(n - 2)).toBeLessThan(shared.effectiveAnswers + 0.1);
    expect(n).toBeGreaterThan(own.answers);
  });

  test('does not exist if a few items or readers cannot carry the effective number, however many answers they have', () => {
    // The effective number stays below U/ICC.
    expect(answers({ crossed: [{ units: 10, icc: 0.3 }] })).toBe(null);
    expect(answers({ readers: 5, icc: 0.1 })).toBe(null);
    expect(answers({ readers: 5, icc: 0.001 })).not.toBe(null);
    expect(answers({ crossed: [{ units: 1, icc: 0 }] })).toBe(null);
  });

  test('falls with the number of sites', () => {
    const [few, many] = [20, 100].map((units) => answers({ crossed: [{ units, icc: 0.02 }] })!);
    expect(few!).toBeGreaterThan(many!);
    expect(many!).toBeGreaterThan(answers({})!);
  });
});

describe('clearing at any number of looks', () => {
  test('needs more answers, and its critical number of failures reaches the e-value', () => {
    const once = answersNeeded(question(0.1, 0.02, 12))!;
    const { effectiveAnswers: n, criticalFailures: k } = answersNeeded({
      ...question(0.1, 0.02, 12),
      anytime: true,
    })!;
    expect(n).toBeGreaterThan(once.effectiveAnswers);
    expect(logEvidenceAbove(n - k, n, 0.9)).toBeGreaterThanOrEqual(Math.log(12 / 0.05));
    expect(logEvidenceAbove(n - k - 1, n, 0.9)).toBeLessThan(Math.log(12 / 0.05));
    expect(lowerTail(k, n, 0.02)).toBeGreaterThanOrEqual(0.8);
  });

  test('is rarely done for a rate at the tolerance, over 2,000 looks', () => {
    const random = uniform(917);
    const limit = Math.log(20);
    let cleared = 0;
    for (let study = 0; study < 400; study++) {
      let failures = 0;
      for (let n = 1; n <= 2000; n++) {
        if (random() < 0.1) failures++;
        if (logEvidenceAbove(n - failures, n, 0.9) >= limit) {
          cleared++;
          break;
        }
      }
    }
    // At most 5 % in expectation; 400 studies have a standard error of 1.1 points.
    expect(cleared / 400).toBeLessThan(0.08);
  });
});
