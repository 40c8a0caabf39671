/**
 * Rotates a list to start at a varying member. One member may need more time or memory than the function has. With
 * a fixed order, later members would never be processed.
 *
 * @param now ms since 1970. Schedules are not exact to the millisecond, so this works like a random start.
 */
export function rotate<T>(list: readonly T[], now: number): T[] {
  const first = list.length === 0 ? 0 : now % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
