/** Published significant digits: more than any figure deserves, fewer than machines may differ in. */
const DIGITS = 10;

/**
 * The same structure with every number rounded to ten significant digits, so that two machines whose
 * arithmetic differs in the last bit publish the same bytes. Rounding keeps order: an estimate stays within
 * its interval.
 */
export function rounded<T>(value: T): T {
  if (typeof value === 'number')
    return (Number.isInteger(value) ? value + 0 : Number(value.toPrecision(DIGITS))) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, rounded(content)])) as T;
}
