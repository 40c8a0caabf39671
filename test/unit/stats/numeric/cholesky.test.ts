import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choleskyFactor, choleskyInverse, choleskySolve } from '../../../../shared/stats/numeric/cholesky.ts';
import { laplacianPseudoInverse } from '../../../../shared/stats/numeric/laplacian-pseudo-inverse.ts';

const product = (A: Float64Array, B: Float64Array, n: number) =>
  Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += A[Math.floor(at / n) * n + k]! * B[k * n + (at % n)]!;
    return sum;
  });

describe('Cholesky factorisation', () => {
  test('gives the textbook factor', () => {
    const L = choleskyFactor(Float64Array.from([4, 12, -16, 12, 37, -43, -16, -43, 98]), 3);
    expect([...L!]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  test('solves and inverts well-conditioned systems', () => {
    const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(entries, (values) => {
        const M = Float64Array.from(values);
        const A = product(
          M,
          M.map((_, at) => M[(at % 5) * 5 + Math.floor(at / 5)]!),
          5,
        );
        for (let i = 0; i < 5; i++) A[i * 6]! += 1;
        const L = choleskyFactor(A, 5)!;
        const inverse = choleskyInverse(L, 5);
        const b = M.slice(0, 5);
        const x = choleskySolve(L, 5, b);
        for (const [at, value] of product(A, inverse, 5).entries())
          expect(value).toBeCloseTo(at % 6 === 0 ? 1 : 0, 10);
        for (let i = 0; i < 5; i++) {
          expect(x.reduce((sum, value, j) => sum + A[i * 5 + j]! * value, 0)).toBeCloseTo(b[i]!, 10);
        }
      }),
    );
  });

  test('is null for a matrix that is not positive definite', () => {
    expect(choleskyFactor(Float64Array.from([1, 2, 2, 1]), 2)).toBeNull();
    expect(choleskyFactor(Float64Array.from([1, -1, -1, 1]), 2)).toBeNull();
    expect(choleskyFactor(Float64Array.from([Number.NaN]), 1)).toBeNull();
  });
});

describe('the pseudo-inverse of a Laplacian', () => {
  test('is a quarter of the Laplacian for one edge of weight 2', () => {
    const inverse = laplacianPseudoInverse(Float64Array.from([2, -2, -2, 2]), 2, [[0, 1]])!;
    for (const [at, value] of [1 / 8, -1 / 8, -1 / 8, 1 / 8].entries())
      expect(inverse[at]!).toBeCloseTo(value, 12);
  });

  test('is zero at vertices without edges', () => {
    const inverse = laplacianPseudoInverse(Float64Array.from([2, -2, 0, -2, 2, 0, 0, 0, 0]), 3, [
      [0, 1],
      [2],
    ])!;
    for (const [at, value] of [1, -1, 0, -1, 1, 0, 0, 0, 0].entries())
      expect(inverse[at]!).toBeCloseTo(value / 8, 12);
  });
});
