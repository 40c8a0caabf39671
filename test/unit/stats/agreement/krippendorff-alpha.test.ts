import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { krippendorffAlpha } from '../../../../shared/stats/agreement/krippendorff-alpha.ts';
import { codedRatings } from '../coded-ratings.ts';
import { normal, uniform } from '../worlds.ts';

/** Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: four observers, twelve units, 0 missing. */
const OBSERVERS = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
  [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
];
const UNITS = OBSERVERS[0]!.map((_, unit) => OBSERVERS.map((row) => row[unit]!).filter((value) => value > 0));

const METRICS = ['nominal', 'ordinal', 'interval'] as const;
/** α of units without groups of clinicians. */
const alphaOf = (values: readonly (readonly number[])[], metric: (typeof METRICS)[number]): number | null =>
  krippendorffAlpha(codedRatings(values.map((unit) => unit.map((value) => ({ value, group: 0 })))), metric)
    ?.alpha ?? null;
const units = fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 5 }), { maxLength: 12 });

describe('Krippendorff’s α', () => {
  test.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('of the published reliability data with the %s metric is %d', (metric, published) => {
    expect(alphaOf(UNITS, metric)!).toBeCloseTo(published, 3);
  });

  test('equals the value by hand for two observers and two units', () => {
    // (1, 1) and (1, 2): D_o = 2/4; n₁ = 3, n₂ = 1, D_e = 2·3/(4·3): α = 0 for every metric.
    for (const metric of METRICS)
      expect(
        alphaOf(
          [
            [1, 1],
            [1, 2],
          ],
          metric,
        ),
      ).toBeCloseTo(0, 12);
  });

  test('is at most 1, and does not depend on order, labels or units with one rating', () => {
    fc.assert(
      fc.property(units, fc.constantFrom(...METRICS), (rated, metric) => {
        const alpha = alphaOf(rated, metric);
        const paired = rated.filter(({ length }) => length > 1);
        expect(alpha === null).toBe(new Set(paired.flat()).size < 2);
        if (alpha === null) return;
        expect(alpha).toBeLessThanOrEqual(1);
        const same = (other: number[][]) => expect(alphaOf(other, metric)!).toBeCloseTo(alpha, 10);
        same(rated.toReversed());
        same(rated.map((values) => values.toReversed()));
        same(rated.map((values) => values.map((value) => 3 - 2 * value)));
        same([...rated, [7], []]);
        const agree = paired.every((values) => new Set(values).size === 1);
        expect(alpha === 1).toBe(agree);
      }),
    );
  });

  test('is undefined without pairs or variation, and has no interval at perfect agreement', () => {
    expect(alphaOf([], 'ordinal')).toBeNull();
    expect(alphaOf([[1], [2]], 'ordinal')).toBeNull();
    expect(
      alphaOf(
        [
          [1, 1],
          [1, 1],
        ],
        'ordinal',
      ),
    ).toBeNull();
    const rating = (value: number, group: number) => ({ value, group });
    const perfect = [1, 2, 1, 2].map((value, at) => [rating(value, at), rating(value, at + 1)]);
    expect(krippendorffAlpha(codedRatings(perfect), 'ordinal')).toEqual({ alpha: 1, interval: null });
    expect(krippendorffAlpha(codedRatings([[rating(1, 0), rating(2, 0)]]), 'ordinal')!.interval).toBeNull();
  });
});

/** Scores −2 … 2 of answers with different quality, by clinicians with different severity. */
function world(random: () => number, answers: number, groups: number) {
  const severity = Array.from({ length: groups }, () => 0.3 * normal(random));
  return Array.from({ length: answers }, () => {
    const quality = normal(random);
    return Array.from({ length: 3 }, () => {
      const group = Math.floor(random() * groups);
      const felt = quality + severity[group]! + 0.7 * normal(random);
      return { group, value: Math.max(-2, Math.min(2, Math.round(felt))) };
    });
  });
}

test('the interval of Krippendorff’s α contains the true agreement in about 95 % of studies', () => {
  const random = uniform(20_261);
  const truth = krippendorffAlpha(codedRatings(world(random, 10_000, 1000)), 'ordinal')!.alpha;
  const worlds = 200;
  let [covered, width] = [0, 0];
  for (let each = 0; each < worlds; each++) {
    const [lower, upper] = krippendorffAlpha(codedRatings(world(random, 80, 20)), 'ordinal')!.interval!;
    if (lower <= truth && truth <= upper) covered++;
    width += (upper - lower) / worlds;
  }
  expect(covered / worlds).toBeGreaterThan(0.91);
  expect(covered / worlds).toBeLessThan(0.985);
  expect(width).toBeLessThan(0.4);
});
