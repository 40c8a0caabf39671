import { describe, expect, it } from 'vitest';
import { addSums, estimate, type Sums, sumsOf } from '../../../calibration/estimate.ts';
import { judge } from '../../../calibration/report/targets.ts';

const ofStudies = (studies: readonly (readonly [hits: number, trials: number])[]): Sums =>
  studies.map(([hits, trials]) => sumsOf(hits, trials)).reduce((sum, one) => addSums(sum, one));

const yesNo = (yes: number, no: number) =>
  ofStudies([...Array<[number, number]>(yes).fill([1, 1]), ...Array<[number, number]>(no).fill([0, 1])]);

describe('the bounds of a share', () => {
  it('are those of Clopper and Pearson for one trial per study', () => {
    // Exact one-sided 95 % limits of 1 in 20 (Clopper & Pearson 1934): 0.2561 % and 21.61 %.
    const found = estimate(yesNo(1, 19))!;
    expect(found.value).toBe(0.05);
    expect(found.lower).toBeCloseTo(0.002561, 5);
    expect(found.upper).toBeCloseTo(0.2161, 4);
  });

  it('need 299 studies without an error to show that at most 1 % err', () => {
    expect(estimate(yesNo(0, 299))!.upper).toBeLessThan(0.01);
    expect(estimate(yesNo(0, 298))!.upper).toBeGreaterThan(0.01);
  });

  it('are wider if the trials of a study agree with each other', () => {
    const alike = estimate(ofStudies(Array.from({ length: 20 }, (_, at) => [at < 10 ? 10 : 0, 10])))!;
    const independent = estimate(ofStudies(Array.from({ length: 200 }, (_, at) => [at < 100 ? 1 : 0, 1])))!;
    expect(alike.value).toBe(independent.value);
    expect(alike.upper - alike.lower).toBeGreaterThan(3 * (independent.upper - independent.lower));
  });

  it('rest on the number of studies if no study shows an error', () => {
    const found = estimate(ofStudies(Array.from({ length: 20 }, () => [0, 1_000])))!;
    expect(found.upper).toBeCloseTo(1 - 0.05 ** (1 / 20), 9);
  });

  it('do not exist without a trial', () => {
    expect(estimate(ofStudies([[0, 0]]))).toBeNull();
  });
});

describe('a target', () => {
  const inside = { name: 'paper', kind: 'inside' } as const;

  it('is met by the bound and not by the figure alone', () => {
    const measure = 'verdict | aligned, falsely';
    expect(judge(measure, inside, estimate(yesNo(1, 399))!)!.met).toBe(false);
    expect(judge(measure, inside, estimate(yesNo(0, 1_000))!)!.met).toBe(true);
  });

  it('is left open by studies that are too few even without an error', () => {
    expect(judge('verdict | aligned, falsely', inside, estimate(yesNo(0, 298))!)!.met).toBeNull();
    expect(judge('zones | false among confirmed', inside, estimate(yesNo(0, 59))!)!.met).toBe(true);
  });

  it('of a coverage is a lower bound', () => {
    const measure = 'rates | failure | overall';
    expect(judge(measure, inside, estimate(yesNo(950, 50))!)).toMatchObject({ met: true, target: '≥ 93' });
    expect(judge(measure, inside, estimate(yesNo(935, 65))!)!.met).toBe(false);
  });

  it('does not exist for violated assumptions that the audit cannot see', () => {
    const outside = { name: 'violated unseen', kind: 'outside, undetectable' } as const;
    expect(judge('rates | failure | overall', outside, estimate(yesNo(1, 9))!)).toBeNull();
  });
});
