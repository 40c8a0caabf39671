import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  modelSampleInterval,
  nearlyPerfectKendall,
  nearlyPerfectSpearman,
  replicateInterval,
} from '../../../../shared/stats/agreement/fisher-z.ts';
import { kendallTauB } from '../../../../shared/stats/agreement/kendall-tau-b.ts';
import { spearman } from '../../../../shared/stats/agreement/spearman.ts';
import { averageRanks } from '../../../../shared/stats/numeric/average-ranks.ts';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  maxLength: 12,
});

describe('rank correlation', () => {
  test('equals the textbook values for IQ and hours of television of ten people', () => {
    const iq = [86, 97, 99, 100, 101, 103, 106, 110, 112, 113];
    const hours = [2, 20, 28, 27, 50, 29, 7, 17, 6, 12];
    expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
    expect(kendallTauB(iq, hours)).toBeCloseTo(-1 / 9, 12);
  });

  test('equals the values of SciPy 1.17 for data with ties', () => {
    const [x, y] = [
      [1, 2, 2, 3, 5, 5, 5, 8],
      [2, 1, 4, 4, 3, 6, 8, 8],
    ];
    expect(averageRanks(x)).toEqual([1, 2.5, 2.5, 4, 6, 6, 6, 8]);
    expect(spearman(x, y)).toBeCloseTo(0.7641078192857804, 12);
    expect(kendallTauB(x, y)).toBeCloseTo(0.6405126152203486, 12);
  });

  test('has the published numbers of pairs for income and job satisfaction of 96 men, with many ties', () => {
    // Agresti, Categorical Data Analysis (2002), table 2.8: C = 1331 concordant and D = 849 discordant pairs.
    const table = [
      [1, 3, 10, 6],
      [2, 3, 10, 7],
      [1, 6, 14, 12],
      [0, 1, 9, 11],
    ];
    const men = table.flatMap((row, income) =>
      row.flatMap((count, satisfaction) =>
        new Array<readonly [number, number]>(count).fill([income, satisfaction]),
      ),
    );
    const tied = (sums: number[]) => sums.reduce((all, sum) => all + (sum * (sum - 1)) / 2, 0);
    const pairs = (96 * 95) / 2;
    const untied = [tied([20, 22, 33, 21]), tied([4, 13, 43, 36])].map((ties) => pairs - ties);
    expect(
      kendallTauB(
        men.map(([income]) => income),
        men.map(([, satisfaction]) => satisfaction),
      ),
    ).toBeCloseTo((1331 - 849) / Math.sqrt(untied[0]! * untied[1]!), 12);
  });

  test('equals the values by hand with one tie', () => {
    // x = 1 2 2, y = 1 2 3: ranks 1, 2.5, 2.5 against 1, 2, 3. ρ = 1.5/√(1.5·2); C = 2, D = 0, τ_b = 2/√(2·3).
    expect(spearman([1, 2, 2], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12);
    expect(kendallTauB([1, 2, 2], [1, 2, 3])).toBeCloseTo(2 / Math.sqrt(6), 12);
  });

  test.each([
    ['Spearman', spearman],
    ['Kendall', kendallTauB],
  ] as const)('by %s is in [−1, 1], symmetric and odd, and does not depend on order or scale', (_, of) => {
    fc.assert(
      fc.property(pairs, (data) => {
        const [x, y] = [data.map(([a]) => a), data.map(([, b]) => b)];
        const r = of(x, y);
        const constant = new Set(x).size < 2 || new Set(y).size < 2;
        expect(r === null).toBe(constant);
        if (r === null) return;
        expect(Math.abs(r)).toBeLessThanOrEqual(1);
        expect(of(y, x)).toBe(r);
        const negated = y.map((value) => -value);
        expect(of(x, negated)! + r).toBe(0);
        expect(of(x.toReversed(), y.toReversed())).toBe(r);
        const cubed = x.map((value) => value ** 3);
        expect(of(cubed, y)).toBe(r);
      }),
    );
  });

  test('is exactly ±1 for a perfect order, and the next possible value after one swap of neighbours', () => {
    const x = Array.from({ length: 13 }, (_, i) => i);
    const swapped = [1, 0, ...x.slice(2)];
    expect([spearman(x, x), kendallTauB(x, x), spearman(x, x.toReversed())]).toEqual([1, 1, -1]);
    expect(spearman(x, swapped)).toBeCloseTo(nearlyPerfectSpearman(13), 12);
    expect(kendallTauB(x, swapped)).toBeCloseTo(nearlyPerfectKendall(13), 12);
  });
});

describe('intervals on Fisher’s z', () => {
  test('equal the values by hand if models are a sample', () => {
    // ρ = 0.5, n = 13: z = 0.549306, SE = √(1.125/10) = 0.335410, z ± 1.959964·SE = −0.108085, 1.206698.
    const [lower, upper] = modelSampleInterval(0.5, 13)!;
    expect(lower).toBeCloseTo(Math.tanh(-0.108085), 5);
    expect(upper).toBeCloseTo(Math.tanh(1.206698), 5);
  });

  test('need more than three models, and are one-sided but not empty at perfect order', () => {
    expect(modelSampleInterval(0.5, 3)).toBeNull();
    const [lower, upper] = modelSampleInterval(1, 6)!;
    expect(upper).toBe(1);
    expect(lower).toBeLessThan(0.6);
    expect(modelSampleInterval(-1, 6)).toEqual([-1, -lower]);
  });

  test('follow the spread of replicates, and extend outwards if noise attenuates the estimate', () => {
    const around = (rho: number, step: number) =>
      Array.from({ length: 62 }, (_, r) => rho + (r % 2 ? step : -step));
    const deleted = Array.from({ length: 32 }, (_, g) => 0.2 + 0.05 * ((g % 3) - 1));
    const [narrow, wide] = [0.05, 0.2].map(
      (step) => replicateInterval({ full: 0.2, replicates: around(0.2, step), deletedOne: deleted })!,
    );
    expect(narrow![0]).toBeGreaterThan(wide![0]);
    expect(narrow![1]).toBeLessThan(wide![1]);

    const strong = Array.from({ length: 32 }, (_, g) => 0.7 + 0.05 * ((g % 3) - 1));
    const plain = [0.7, -0.7].map(
      (rho) =>
        replicateInterval({
          full: rho,
          replicates: around(rho, 0.05),
          deletedOne: strong.map(() => rho),
        })!,
    );
    const out = [1, -1].map(
      (side) =>
        replicateInterval({
          full: 0.7 * side,
          replicates: around(0.7 * side, 0.05),
          deletedOne: strong.map((rho) => rho * side),
        })!,
    );
    expect(out[0]![0]).toBe(plain[0]![0]);
    expect(out[0]![1]).toBeGreaterThan(plain[0]![1]);
    expect(out[1]).toEqual([-out[0]![1], -out[0]![0]]);
  });

  test('correct the attenuation by replicates, up to the next possible value, and up to perfect order from the last one', () => {
    const deleted = new Array<number>(32).fill(0.4);
    const z = Math.atanh(0.4);
    const around = (drawnIn: number) =>
      Array.from({ length: 60 }, (_, i) => Math.tanh(z - drawnIn + (i % 2 === 0 ? 0.1 : -0.1)));
    const limits = (drawnIn: number, largest = 0.99) =>
      replicateInterval({ full: 0.4, replicates: around(drawnIn), deletedOne: deleted, largest })!;
    const half = (drawnIn: number) => tQuantile(0.975, 31) * Math.hypot(0.1, drawnIn);
    expect(limits(0)[0]).toBeCloseTo(Math.tanh(z - half(0)), 12);
    expect(limits(0)[1]).toBeCloseTo(Math.tanh(z + half(0)) + 0.01, 12);
    expect(limits(0.1)[0]).toBeCloseTo(Math.tanh(z - half(0.1)), 12);
    expect(limits(0.1)[1]).toBeCloseTo(Math.tanh(z + half(0.1) + 0.1) + 0.01, 12);
    // Replicates farther out than the estimate do not move a limit inwards.
    expect(limits(-0.1)[1]).toBeCloseTo(Math.tanh(z + half(0.1)) + 0.01, 12);
    const mirrored = replicateInterval({
      full: -0.4,
      replicates: around(0.1).map((rho) => -rho),
      deletedOne: deleted,
      largest: 0.99,
    })!;
    expect(mirrored).toEqual([-limits(0.1)[1], -limits(0.1)[0]]);
    expect(limits(0.4, 0.9)[1]).toBe(1);
  });

  test('are null if replicates give no information', () => {
    for (const [full, replicates, deletedOne] of [
      [1, [0.9, 0.8], [0.9, 1]],
      [0.7, [0.7, 0.7], [0.7, 0.7]],
      [0.7, [0.6, Number.NaN], [0.7, 0.6]],
      [0.7, [0.6, 0.8], [0.7]],
    ] as const)
      expect(replicateInterval({ full, replicates, deletedOne })).toBeNull();
  });
});
