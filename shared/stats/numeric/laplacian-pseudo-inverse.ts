import { choleskyFactor, choleskyInverse } from './cholesky.ts';

/**
 * Moore–Penrose inverse of a weighted graph Laplacian (n × n, row-major), given the connected components of its
 * graph.
 *
 * The indicators u of its components (each scaled to length 1) span the null space of a Laplacian. Therefore (A + c Σ
 * u uᵀ)⁻¹ − c⁻¹ Σ u uᵀ is its pseudo-inverse for any c > 0 (Gutman & Xiao 2004). c is the mean diagonal, to keep the
 * sum well conditioned.
 * Null if the matrix is still singular to working precision.
 */
export function laplacianPseudoInverse(
  A: Float64Array,
  n: number,
  components: number[][],
): Float64Array | null {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += A[i * n + i]!;
  const c = trace > 0 ? trace / n : 1;
  const lifted = addOnComponents(Float64Array.from(A), n, components, c);
  const L = choleskyFactor(lifted, n) ?? choleskyFactor(addRidge(lifted, n, 1e-9 * c), n);
  return L && addOnComponents(choleskyInverse(L, n), n, components, -1 / c);
}

/** A + c Σ u uᵀ over the components' unit indicators u, in place. */
function addOnComponents(A: Float64Array, n: number, components: number[][], c: number): Float64Array {
  for (const members of components) {
    const amount = c / members.length;
    for (const i of members) for (const j of members) A[i * n + j]! += amount;
  }
  return A;
}

function addRidge(A: Float64Array, n: number, ridge: number): Float64Array {
  for (let i = 0; i < n; i++) A[i * n + i]! += ridge;
  return A;
}

/**
 * P M, where P averages over each component: entry (i, j) is the mean of column j of M over the component of
 * i.
 */
export function averageOverComponents(M: Float64Array, n: number, components: number[][]): Float64Array {
  const result = new Float64Array(n * n);
  for (const members of components) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (const i of members) sum += M[i * n + j]!;
      for (const i of members) result[i * n + j] = sum / members.length;
    }
  }
  return result;
}
