/**
 * Names beginning with any of them, and the others in turn. A study that ends the function, for it needs more time or
 * memory than there is, must not keep the same others from their turn every time.
 *
 * @param now ms since 1970: no schedule keeps time to the millisecond, so this is as good as chance
 */
export function turned(names: readonly string[], now: number): string[] {
  const first = names.length === 0 ? 0 : now % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}
