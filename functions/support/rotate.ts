/**
 * A list that begins with any of its members, followed by the others in their order. One member may need more time or
 * memory than the function has. With a fixed order, the members behind it would never have their turn.
 *
 * @param now ms since 1970. Schedules are not exact to the millisecond, so this is as good as a random start.
 */
export function rotate<T>(list: readonly T[], now: number): T[] {
  const first = list.length === 0 ? 0 : now % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
