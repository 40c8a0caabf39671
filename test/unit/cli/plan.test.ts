import { describe, expect, it } from 'vitest';
import { type PlanOptions, planText } from '../../../cli/commands/try/plan.ts';
import { isBelowTolerance } from '../../../shared/audit/zones/no-go-zones.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { audit } from '../../support/audit.ts';
import { inputOf, SMALL } from '../audit/support.ts';

const ASKED: PlanOptions = {
  models: 13,
  specialties: 12,
  tolerance: 0.1,
  rate: 0.2,
  icc: 0,
  answersPerClinician: 1,
  power: 0.8,
  itemIcc: 0.3,
  siteIcc: 0.02,
  coverage: 1,
  unratedRatio: 2,
};
const planned = (options: Partial<PlanOptions> = {}, settings = {}) =>
  planText({ ...ASKED, ...options }, protocol.parse(settings));
const answersIn = (text: string, row: string): number[] =>
  [
    ...text
      .split('\n')
      .find((line) => line.includes(row))!
      .matchAll(/([\d,]+) \(/g),
  ].map(([, number]) => Number(number!.replaceAll(',', '')));

describe('the plan of a study', () => {
  it('shows the answers that a cell needs to be confirmed and to be cleared, for the sizes of the families', () => {
    const text = planned({}, { tolerance: { composite: 0.1 } });
    expect(text).toMatch(/a safety-critical criterion \(3 of them\) \W+468/);
    expect(text).toMatch(/the composite \W+156/);
    // The exact binomial test needs 229 effective answers among 156 cells. A few more are needed, because the groups
    // give only an estimate of the variance.
    const [confirmed, cleared] = answersIn(text, 'the composite ');
    expect(confirmed).toBeGreaterThanOrEqual(229);
    expect(confirmed).toBeLessThan(260);
    expect(cleared).toBeGreaterThan(confirmed!);
    expect(text).toContain(`${(78 * answersIn(text, '(3 of them) ')[1]!).toLocaleString('en-US')} votes`);
  });

  it('uses the tolerance of each row, and the default rates of each row', () => {
    const { tolerance: _, rate: __, ...rest } = ASKED;
    const text = planText(rest, protocol.parse({}));
    const rowOf = (name: string) => text.split('\n').find((line) => line.includes(name))!;
    expect(rowOf('(3 of them) ')).toMatch(/10% .*at 20%: .*at 5%: /);
    expect(rowOf('the composite ')).toMatch(/20% .*at 40%: .*at 10%: /);
    expect(rowOf('(3 of them), severe')).toMatch(/2% .*at 4%: .*at 1%: /);
    expect(rowOf('the composite, severe')).toMatch(/5% .*at 10%: .*at 2.5%: /);
  });

  it('shows criteria with a separate tolerance in a separate row of the same family', () => {
    const { tolerance: _, rate: __, ...rest } = ASKED;
    const settings = { tolerance: { byCriterion: { harmlessness: { failure: 0.05 } } } };
    const text = planText(rest, protocol.parse(settings));
    expect(text).toMatch(/\(1 of them\) \W+468 \W+5% .*at 10%: .*at 2.5%: /);
    expect(text).toMatch(/\(2 of them\) \W+468 \W+10% .*at 20%: /);
  });

  it('applies the requested tolerance to criteria, and keeps the tolerance of the composite', () => {
    const { rate: _, ...rest } = ASKED;
    const text = planText({ ...rest, tolerance: 0.15 }, protocol.parse({}));
    expect(text).toMatch(/\(3 of them\) .*15% .*at 30%: /);
    expect(text).toMatch(/the composite .*20% .*at 40%: /);
  });

  it('gives no number in a row if its tolerance is not below the requested rate', () => {
    const text = planned({ rate: 0.2 });
    expect(text).toMatch(/\(3 of them\) .*at 20%: /);
    expect(text).toMatch(/the composite .*not at this rate/);
  });

  it('asks for more answers if answers of a clinician are similar and each clinician rates many', () => {
    const [independent] = answersIn(planned({ answersPerClinician: 8 }), '(3 of them) ');
    const [clustered] = answersIn(planned({ answersPerClinician: 8, icc: 0.08 }), '(3 of them) ');
    expect(clustered! / independent!).toBeGreaterThan(1.5);
  });

  it('asks for more answers to clear than to find a cell below its tolerance', () => {
    const [, below, cleared] = answersIn(planned({}, { tolerance: { composite: 0.1 } }), 'the composite ');
    expect(cleared!).toBeGreaterThan(below!);
  });

  it('asks for more answers to confirm and to clear, and not for “below tolerance”, if answers are unrated', () => {
    const settings = { tolerance: { composite: 0.1 } };
    const whole = answersIn(planned({}, settings), 'the composite ');
    const part = answersIn(planned({ coverage: 0.7 }, settings), 'the composite ');
    expect(part[0]!).toBeGreaterThan(whole[0]!);
    expect(part[1]).toBe(whole[1]);
    expect(part[2]!).toBeGreaterThan(whole[2]!);
  });

  it('needs no bound for unrated answers under a declared design', () => {
    const tolerance = { composite: 0.1 };
    const whole = answersIn(planned({}, { tolerance }), 'the composite ');
    const sampled = planned({ coverage: 0.7 }, { tolerance, design: { mandatoryShare: 0.7 } });
    expect(answersIn(sampled, 'the composite ')).toEqual(whole);
    const complete = planned({ coverage: 0.7 }, { tolerance, design: { scoredBeforeVote: true } });
    expect(answersIn(complete, 'the composite ')).toEqual(whole);
  });

  it('compares the designs by their rated and displayed answers', () => {
    const text = planned(
      { coverage: 0.5 },
      { tolerance: { composite: 0.1 }, design: { mandatoryShare: 0.25 } },
    );
    const [confirmed] = answersIn(text, 'the composite ');
    const ofDesign = (row: string) =>
      [
        ...text
          .split('\n')
          .find((line) => line.includes(row))!
          .matchAll(/([\d,]+) of ([\d,]+)/g),
      ].map(([, rated, displayed]) =>
        [rated, displayed].map((number) => Number(number!.replaceAll(',', ''))),
      );
    expect(ofDesign('a random share of 25%')[0]).toEqual([confirmed, 4 * confirmed!]);
    expect(ofDesign('scored before the vote')[0]).toEqual([confirmed, confirmed]);
    const [[voluntary, displayed]] = ofDesign('voluntary ratings, 50%') as [[number, number]];
    expect(voluntary).toBeGreaterThan(confirmed!);
    expect(displayed).toBe(2 * voluntary);
  });

  it('asks for more answers if prompts or sites are shared, and says if few of them are not enough', () => {
    const settings = { tolerance: { composite: 0.1 } };
    const [own] = answersIn(planned({}, settings), 'the composite ');
    const [shared] = answersIn(planned({ items: 100 }, settings), 'the composite ');
    expect(shared!).toBeGreaterThan(own!);
    expect(planned({ items: 5 }, settings)).toMatch(/the composite .*out of reach/);
    expect(planned({ readers: 4, icc: 0.08 }, settings)).toMatch(/the composite .*out of reach/);
    expect(planned({ items: 300, sites: 40 }, settings)).toContain(
      '300 prompts per specialty, with a correlation of 0.3; 40 sites, with a correlation of 0.02',
    );
  });

  it('takes missing options from the protocol', () => {
    const settings = {
      models: ['a', 'b'],
      specialties: ['x', 'y', 'z'],
      tolerance: { failure: 0.2 },
      falseDiscoveryRate: 0.1,
    };
    const { models: _, specialties: __, tolerance: ___, rate: ____, ...rest } = ASKED;
    const text = planText(rest, protocol.parse(settings));
    expect(text).toMatch(/\(3 of them\) .*20% .*at 40%: .*at 10%: /);
    expect(text).toMatch(/the composite \W+6\b/);
  });

  it('reports that more answers than any study has would be needed', () => {
    expect(planned({ rate: 0.1001 })).toMatch(/\(3 of them\) .*out of reach/);
  });

  it.each([
    ['a rate within the tolerance', { rate: 0.05 }, /--rate must be above/],
    ['a rate to be cleared above the tolerance', { safeRate: 0.2 }, /--safe-rate must be below/],
    ['an unknown number of models', { models: 0 }, /--models and --specialties/],
  ])('refuses %s', (_, options, message) => {
    expect(() => planned(options)).toThrow(message);
  });
});

describe('a study of the planned size, at the planned rate', () => {
  const settings = {
    criteria: SMALL.criteria,
    tolerance: { byCriterion: { accuracy: { failure: 0.15, severe: 0.03 } } },
  };
  const given = protocol.parse(settings);
  const { tolerance: _, rate: __, ...rest } = ASKED;
  const q = given.falseDiscoveryRate;

  /** One answer per clinician. A share of the answers fails on one criterion. */
  const study = (n: number, criterion: string, score: Score, share: number) =>
    Array.from({ length: n }, (_, by) => ({
      by,
      scores: {
        A: {
          harmlessness: 1 as Score,
          accuracy: 1 as Score,
          [criterion]: fails(by, n, share) ? score : 1,
        },
      },
    }));
  /** The first clinicians fail. Groups are assigned in turn, so that each group has its share of failures. */
  const fails = (at: number, n: number, share: number) => at < Math.ceil(n * share);

  describe.each([
    ['harmlessness', 'harmlessness', 'failure', 0.1, 2],
    ['accuracy', 'accuracy', 'failure', 0.15, 2],
    ['composite', 'accuracy', 'failure', 0.2, 1],
    ['harmlessness', 'harmlessness', 'severe', 0.02, 2],
    ['accuracy', 'accuracy', 'severe', 0.03, 2],
    ['composite', 'accuracy', 'severe', 0.05, 1],
  ] as const)('on %s, by its tolerance (%s, %s, %d)', (criterion, failing, level, tolerance, members) => {
    const rowIn = (text: string) =>
      text
        .split('\n')
        .find(
          (line) =>
            line.includes(criterion === 'composite' ? 'the composite' : 'of them)') &&
            line.includes(', severe ') === (level === 'severe') &&
            line.includes(` ${Number((100 * tolerance).toFixed(2))}% `),
        )!;
    const amounts = (models: number, specialties: number) =>
      [...rowIn(planText({ ...rest, models, specialties }, given)).matchAll(/: ([\d,]+) \(/g)].map(
        ([, number]) => Number(number!.replaceAll(',', '')),
      ) as [number, number];
    const score: Score = level === 'severe' ? -2 : -1;
    const found = (n: number, share: number) =>
      audit(inputOf(study(n, failing, score, share), given)).zones.find(
        (zone) => zone.criterion === criterion && zone.level === level,
      )!;

    it('is confirmed: the audit’s own p-value reaches the level of a family of 156 cells', () => {
      const zone = found(amounts(13, 12)[0], 2 * tolerance);
      expect(zone.tolerance).toBe(tolerance);
      expect(zone.pValue).toBeLessThanOrEqual(q / (156 * members));
    });

    it('is not confirmed with half as many answers', () => {
      expect(found(Math.floor(amounts(13, 12)[0] / 2), 2 * tolerance).pValue).toBeGreaterThan(
        q / (156 * members),
      );
    });

    it('is below tolerance', () => {
      expect(isBelowTolerance(found(amounts(1, 1)[1], tolerance / 2))).toBe(true);
    });
  });
});
