import type { Register } from './judgment.ts';

/** What became of a value offered to a register. */
export type Effect = 'set' | 'revised' | 'same' | 'older' | 'differs';

/** The register after the offer, and what became of the offer. */
export interface Merged<T> {
  readonly register: Register<T>;
  readonly effect: Effect;
}

/**
 * Merges an offered value into a register. The result of any number of merges does not depend on their order:
 * the highest revision wins, and among equal revisions the value that `compare` puts first.
 */
export function merge<T>(
  held: Register<T> | null | undefined,
  offered: Register<T>,
  compare: (a: T, b: T) => number,
): Merged<T> {
  if (!held) return { register: offered, effect: 'set' };
  if (offered.revision > held.revision) return { register: offered, effect: 'revised' };
  if (offered.revision < held.revision) return { register: held, effect: 'older' };
  const order = compare(offered.value, held.value);
  if (order === 0) return { register: held, effect: 'same' };
  return { register: order < 0 ? offered : held, effect: 'differs' };
}

/** Orders text by code unit. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
