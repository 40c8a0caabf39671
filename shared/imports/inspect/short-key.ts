import { hashOf } from '../../lib/compact/index.ts';

const SEPARATOR = '\u0000';
const HIGH = 2 ** 21;
const LOW_SHIFT = 11;

/**
 * A number of 53 bits for a list of texts, for comparisons in bounded memory. It is faster than a digest, and serves
 * warnings only: a file that was made for it can give two lists one key.
 */
export function keyOf(parts: readonly string[]): number {
  const text = parts.join(SEPARATOR);
  return hashOf(4, text) * HIGH + (hashOf(5, text) >>> LOW_SHIFT);
}
