import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../../../shared/stats/tests/adjusted-p.ts';
import { benjaminiHochbergLimits, holmLimits } from '../../../../shared/stats/tests/rejection-limits.ts';

const LEVEL = 0.05;
const pValues = fc.array(
  fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value ** 4),
  { minLength: 1, maxLength: 8 },
);

it.each([
  ['Benjamini–Hochberg', benjaminiHochberg, benjaminiHochbergLimits],
  ['Holm', holm, holmLimits],
])('a hypothesis that %s rejects stays rejected up to its limit, and not beyond', (_, adjust, limitsOf) => {
  fc.assert(
    fc.property(pValues, (p) => {
      const limits = limitsOf(p, LEVEL);
      for (const [at, adjusted] of adjust(p).entries()) {
        if (adjusted > LEVEL) continue;
        const adjustedAt = (value: number) => adjust(p.with(at, value))[at]!;
        expect(adjustedAt(limits[at]! * (1 - 1e-9))).toBeLessThanOrEqual(LEVEL);
        expect(adjustedAt(limits[at]! * (1 + 1e-9))).toBeGreaterThan(LEVEL);
      }
    }),
  );
});

it('a hypothesis may not pass one that Holm would then no longer reject before it', () => {
  // The fourth hypothesis is rejected as the last one. If another one passed it, its own limit would be q/2.
  expect(holmLimits([0, 0, 0, 0.03], LEVEL)[3]).toBeCloseTo(LEVEL, 12);
  expect(holmLimits([0, 0, 0, 0.03], LEVEL)[0]).toBeCloseTo(LEVEL / 2, 12);
});

it('hypotheses that are not given count in the level of Holm', () => {
  expect(holmLimits([0.001, 0.2], LEVEL, 10)).toEqual([LEVEL / 10, LEVEL / 9]);
});
