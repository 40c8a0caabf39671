/** Published significant digits: more than any figure deserves, fewer than machines may differ in. */
const DIGITS = 10;

/** Those powers of ten that a number holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The number with ten significant digits: what reading `value.toPrecision(10)` gives, some five times faster. */
export function roundedNumber(value: number): number {
  if (Number.isInteger(value)) return value + 0; // no −0
  const shift = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  const power = POWERS[shift];
  if (power !== undefined) {
    const scaled = value * power;
    const digits = Math.round(scaled);
    const size = Math.abs(digits);
    // Near a half, or where the logarithm was rounded over a power of ten, the digits are in doubt.
    const sure = Math.abs(Math.abs(scaled - digits) - 0.5) > 1e-4;
    if (sure && size >= POWERS[DIGITS - 1]! && size < POWERS[DIGITS]!) return digits / power;
  }
  return Number(value.toPrecision(DIGITS));
}

/**
 * Rounds every number in a structure to ten significant digits, in place, so that two machines whose arithmetic
 * differs in the last bit publish the same bytes. Rounding keeps order: an estimate stays within its interval.
 */
export function rounded<T>(structure: T): T {
  if (structure === null || typeof structure !== 'object') return structure;
  const held = structure as Record<string, unknown>;
  for (const key of Object.keys(held)) {
    const content = held[key];
    if (typeof content === 'number') {
      const value = roundedNumber(content);
      if (!Object.is(content, value)) held[key] = value;
    } else if (typeof content === 'object') rounded(content);
  }
  return structure;
}
