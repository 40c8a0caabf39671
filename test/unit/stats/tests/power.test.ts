import { describe, expect, test } from 'vitest';
import { lowerTail, upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';
import { effectiveN } from '../../../../shared/stats/rates/design-effect.ts';
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
      const effective = effectiveN([...n], icc * pairs);
      if (upperTail((sum(k) / sum(n)) * effective, effective, 0.1) <= 0.05 / 12) confirmed++;
    }
    expect(confirmed / worlds).toBeGreaterThan(0.74);
    expect(confirmed / worlds).toBeLessThan(0.9);
  });
});
