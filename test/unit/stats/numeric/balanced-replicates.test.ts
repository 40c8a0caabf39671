import { describe, expect, test } from 'vitest';
import { balancedReplicates } from '../../../../shared/stats/numeric/balanced-replicates.ts';
import { jackknife } from '../../../../shared/stats/numeric/jackknife.ts';

describe('balanced replicates', () => {
  test('give linear functions the variance of the jackknife', () => {
    const full = [1, -2];
    const deletions = Array.from({ length: 32 }, (_, g) => [1 + Math.sin(g) / 10, -2 + Math.cos(3 * g) / 10]);
    // The deletions keep the mean, as the deletions of a real estimate do.
    const mean = full.map((_, i) => deletions.reduce((sum, each) => sum + each[i]! / 32, 0));
    const centred = deletions.map((each) => each.map((value, i) => value - mean[i]! + full[i]!));
    const linear = ([a, b]: readonly number[]) => 2 * a! - b!;
    const replicates = balancedReplicates(full, centred);
    const variance =
      replicates.reduce((sum, each) => sum + (linear(each) - linear(full)) ** 2, 0) / replicates.length;
    expect(replicates).toHaveLength(62);
    const { standardError } = jackknife(centred.map(linear), linear(full))!;
    expect(variance).toBeCloseTo((standardError ** 2 * 32) / 31, 9);
  });
});
