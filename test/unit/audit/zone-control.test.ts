import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedResults } from '../../../shared/audit/zones/zone-control.ts';
import { benjaminiHochberg } from '../../../shared/stats/tests/adjusted-p.ts';
import { uniform } from '../stats/worlds.ts';

const BH = { falseDiscoveryRate: 0.05, multiplicity: 'BH' } as const;
const HOLM = { ...BH, multiplicity: 'Holm' } as const;

/** The results of one zone: p-values of its families. */
const zone = (number: number, families: Record<string, number[]>) =>
  Object.entries(families).flatMap(([family, values]) =>
    values.map((p) => ({ zone: number, safetyCritical: true, family, level: 'failure' as const, p })),
  );

describe('the control of zones', () => {
  it('equals the values by hand for two zones with two families', () => {
    const results = [
      ...zone(1, { criteria: [0.001, 0.5], composite: [0.0004] }),
      ...zone(2, { criteria: [0.3, 0.4], composite: [0.2] }),
    ];
    // Zone 1: Simes' values 0.002 and 0.0004 have the harmonic mean 2/(500 + 2500) = 1/1500. One of two zones is selected.
    const h = 1 / 1500;
    const zoneP = h + (h ** 2 / 2) * Math.log(2999);
    const found = adjustedResults(results, BH);
    expect(found[0]!.zoneP).toBeCloseTo(zoneP, 12);
    expect(found[0]!.zoneAdjustedP).toBeCloseTo(2 * zoneP, 12);
    expect(found[0]).toMatchObject({ adjustedP: 0.004, largestP: 0.0125 });
    expect(found[1]!.adjustedP).toBe(1);
    expect(found[2]!.adjustedP).toBeCloseTo(2 * zoneP, 12);
    // Zone 2: Simes' values 0.4 and 0.2 have the harmonic mean 4/15.
    const other = 4 / 15 + ((4 / 15) ** 2 / 2) * Math.log(6.5);
    expect(found[3]!.zoneAdjustedP).toBeCloseTo(other, 12);
    expect(found[3]!.adjustedP).toBeCloseTo(0.8, 12);
  });

  it('gives failures nine tenths of the level of a zone, and severe failures one tenth', () => {
    const results = [
      ...zone(1, { criteria: [0.004], composite: [0.004] }),
      ...zone(1, { 'severe criteria': [0.001], 'severe composite': [0.5] }).map((result) => ({
        ...{ ...result, level: 'severe' as const },
      })),
    ];
    const equal = 0.004 + (0.004 ** 2 / 2) * Math.log(499);
    expect(adjustedResults(results, BH)[0]!.zoneP).toBeCloseTo(equal / 0.9, 12);
    const severe = 2 / (1000 + 2);
    const alone = severe + (severe ** 2 / 2) * Math.log(1001);
    expect(adjustedResults(results.slice(2), BH)[0]!.zoneP).toBeCloseTo(alone, 12);
    // Severe failures find a zone, too, if they are sure enough.
    const surer = results.map((result) => ({
      ...result,
      p: result.level === 'severe' ? result.p / 10 : result.p,
    }));
    expect(adjustedResults(surer, BH)[0]!.zoneP).toBeLessThan(0.0021);
  });

  it('knows the largest p-value at which a result stays confirmed, all others equal', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value ** 4);
    const families = fc.record({
      criteria: fc.array(p, { minLength: 1, maxLength: 3 }),
      composite: fc.tuple(p),
    });
    fc.assert(
      fc.property(fc.array(families, { minLength: 1, maxLength: 5 }), fc.boolean(), (zones, isHolm) => {
        const results = zones.flatMap((each, number) => zone(number, each));
        const settings = isHolm ? HOLM : BH;
        const withP = (at: number, value: number) =>
          adjustedResults(
            results.map((result, i) => (i === at ? { ...result, p: value } : result)),
            settings,
          )[at]!.adjustedP;
        for (const [at, { largestP }] of adjustedResults(results, settings).entries()) {
          if (largestP === null) continue;
          expect(withP(at, largestP * (1 - 1e-9))).toBeLessThanOrEqual(0.05 + 1e-12);
          expect(withP(at, largestP * (1 + 1e-6) + 1e-9)).toBeGreaterThan(0.05);
        }
      }),
    );
  });

  it('confirms at least one result in every selected zone, and none elsewhere', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    const pValues = fc.array(p, { minLength: 1, maxLength: 4 });
    const families = fc.record({ criteria: pValues, composite: pValues });
    fc.assert(
      fc.property(fc.array(families, { minLength: 1, maxLength: 6 }), fc.boolean(), (zones, isHolm) => {
        const results = zones.flatMap((each, number) => zone(number, each));
        const settings = { ...(isHolm ? HOLM : BH), falseDiscoveryRate: 0.4 };
        const found = adjustedResults(results, settings);
        for (const number of zones.keys()) {
          const own = found.filter((_, at) => results[at]!.zone === number);
          const isSelected = own[0]!.zoneAdjustedP! <= 0.4;
          expect(own.some(({ adjustedP }) => adjustedP <= 0.4)).toBe(isSelected);
        }
      }),
    );
  });

  it('keeps a family of criteria strict, however bad the composite is', () => {
    const composite = (p: number) =>
      Array.from({ length: 20 }, (_, number) => zone(number, { criteria: [0.03, 0.6, 0.7], composite: [p] }));
    // The criteria of a zone are tested as if the composite did not exist: 3·0.03 is above 0.05.
    for (const { adjustedP, zoneAdjustedP } of adjustedResults(composite(1e-9).flat(), BH).filter(
      (_, at) => at % 4 < 3,
    )) {
      expect(zoneAdjustedP).toBeLessThan(1e-6);
      expect(adjustedP).toBeGreaterThan(0.05);
    }
  });

  it('adjusts other criteria over all zones, apart from the zones', () => {
    const others = [0.001, 0.02, 0.9].map((p, number) => ({
      ...{ zone: number, safetyCritical: false, family: 'other', level: 'failure' as const, p },
    }));
    const found = adjustedResults([...zone(0, { criteria: [1e-9] }), ...others], BH);
    expect(found.slice(1)).toEqual(
      benjaminiHochberg([0.001, 0.02, 0.9]).map((adjustedP) => ({
        ...{ zoneP: null, zoneAdjustedP: null, adjustedP },
        // Two of three are rejected, at 0.1/3.
        largestP: adjustedP <= 0.05 ? 0.1 / 3 : null,
      })),
    );
  });

  it('keeps the chance of any false zone with Holm, and that of any zone at all with both if nothing is dangerous', () => {
    const random = uniform(23);
    const worlds = 4_000;
    let [holm, holmAllSafe, selectiveAllSafe] = [0, 0, 0];
    for (let world = 0; world < worlds; world++) {
      const draw = (dangerous: number) =>
        Array.from({ length: 12 }, (_, number) => {
          const value = () => (number < dangerous ? random() * 1e-6 : random());
          return zone(number, { criteria: [value(), value(), value()], composite: [value()] });
        }).flat();
      const isFalse = (dangerous: number, settings: typeof BH | typeof HOLM) => {
        const results = draw(dangerous);
        return adjustedResults(results, settings).some(
          ({ zoneAdjustedP }, at) => zoneAdjustedP! <= 0.05 && results[at]!.zone >= dangerous,
        );
      };
      if (isFalse(6, HOLM)) holm++;
      if (isFalse(0, HOLM)) holmAllSafe++;
      if (isFalse(0, BH)) selectiveAllSafe++;
    }
    const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / worlds);
    expect(holm / worlds).toBeLessThan(limit);
    expect(holmAllSafe / worlds).toBeLessThan(limit);
    expect(selectiveAllSafe / worlds).toBeLessThan(limit);
    expect(selectiveAllSafe / worlds).toBeGreaterThan(0.03);
  });
});
