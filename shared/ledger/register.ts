import type { Register } from './judgment.ts';

/** The effect of a merge on a register. */
export type Effect = 'set' | 'revised' | 'same' | 'older' | 'differs';

/** The register after a merge, and the effect of the merge. */
export interface Merged<T> {
  readonly register: Register<T>;
  readonly effect: Effect;
}

/**
 * Merges an offered value into a register. The result of any number of merges does not depend on their order. The
 * highest revision wins. If revisions are equal, the value that `compare` sorts first wins.
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
