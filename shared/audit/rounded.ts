/** Significant digits in publications. No figure is that precise, and machines differ only in later digits. */
const SIGNIFICANT_DIGITS = 10;

/** The powers of ten that a number represents exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Rounds a number to ten significant digits. The result equals `Number(value.toPrecision(10))`, about five times
 * faster.
 */
function roundedNumber(value: number): number {
  if (Number.isInteger(value)) return value + 0; // turns −0 into 0
  const shift = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  const power = POWERS[shift];
  if (power !== undefined) {
    const scaled = value * power;
    const digits = Math.round(scaled);
    const size = Math.abs(digits);
    // Near a half, and if the logarithm was rounded across a power of ten, this fast path may be wrong.
    const sure = Math.abs(Math.abs(scaled - digits) - 0.5) > 1e-4;
    if (sure && size >= POWERS[SIGNIFICANT_DIGITS - 1]! && size < POWERS[SIGNIFICANT_DIGITS]!)
      return digits / power;
  }
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/**
 * Rounds every number in a structure to ten significant digits, in place. Two machines with differences in the
 * last bit of their arithmetic then publish the same bytes. Rounding keeps order: an estimate stays within its interval.
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
