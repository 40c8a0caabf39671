/**
 * Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix (Golub & Van Loan, Matrix Computations,
 * §4.2). Matrices are n × n, row-major. Only the lower triangle of A is read.
 *
 * We use our own code, because it is only three loops, and the covariance of 300 models over 32 groups depends on its
 * speed. Flat typed arrays take about a second. Matrix classes take several times as long.
 */

/** The lower factor L (zeros above the diagonal), or null if A is not positive definite to working precision. */
export function choleskyFactor(A: Float64Array, n: number): Float64Array | null {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = A[row + j]!;
      for (let k = 0; k < j; k++) sum -= L[row + k]! * L[other + k]!;
      if (j < i) L[row + j] = sum / L[other + j]!;
      // A pivot at the level of the rounding error is not positive.
      else if (sum > 4 * n * Number.EPSILON * A[row + i]!) L[row + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return L;
}

/** Solves L Lᵀ x = b. */
export function choleskySolve(L: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= L[i * n + k]! * x[k]!;
    x[i] = sum / L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const xi = x[i]! / L[i * n + i]!;
    x[i] = xi;
    for (let k = 0; k < i; k++) x[k]! -= L[i * n + k]! * xi;
  }
  return x;
}

/** The full symmetric inverse (L Lᵀ)⁻¹ = L⁻ᵀ L⁻¹. */
export function choleskyInverse(L: Float64Array, n: number): Float64Array {
  const M = new Float64Array(n * n); // L⁻¹, lower
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let k = 0; k < i; k++) {
      const factor = L[row + k]!;
      for (let j = 0; j <= k; j++) M[row + j]! -= factor * M[k * n + j]!;
    }
    const pivot = L[row + i]!;
    for (let j = 0; j < i; j++) M[row + j]! /= pivot;
    M[row + i] = 1 / pivot;
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const factor = M[k * n + i]!;
      for (let j = 0; j <= i; j++) inverse[i * n + j]! += factor * M[k * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j]!;
  return inverse;
}
