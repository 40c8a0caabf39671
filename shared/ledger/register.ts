/** The effect of a merge on a register. */
export type Effect = 'set' | 'revised' | 'same' | 'older' | 'differs';

/** The register after a merge, and the effect of the merge. */
export interface Merged<T> {
  readonly register: Register<T>;
  readonly effect: Effect;
  /** The value that does not count. Only if the values differ under the same revision. */
  readonly lost?: T;
}

/**
 * Merges an offered value into a register. The result of any number of merges does not depend on their order. The
 * highest revision wins. If revisions are equal, the value that `compare` sorts first wins.
 * @see docs/decisions/0001-comparison-is-one-register.md
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
  const [register, { value: lost }] = order < 0 ? [offered, held] : [held, offered];
  return { register, effect: 'differs', lost };
}

/** A value with the revision that set it. The higher revision wins, in any order of arrival. */
export interface Register<T> {
  readonly value: T;
  readonly revision: number;
}
