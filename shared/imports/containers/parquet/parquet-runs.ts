import { damaged } from './parquet-error.ts';

/** A range of encoded numbers, and the number whose occurrences are counted in this range. */
export interface Runs {
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Bits per number. */
  readonly width: number;
  /** Expected count of numbers. */
  readonly expected: number;
  /** The number to count. */
  readonly counted?: number;
}

/**
 * Checks that runs (RLE and bit-packed, mixed as in Parquet) contain no more numbers than expected. The decoder trusts
 * the announced length of a run: a run of two billion takes all memory, and a bit-packed one can count forever.
 * @returns the number of occurrences of `counted`; with `counted`, each number costs a step, and otherwise each run
 * @throws BrokenOff
 */
export function checkRuns({ bytes, at, width, expected, counted }: Runs): number {
  if (width > 32) throw damaged('numbers of a page are too wide');
  const valueBytes = Math.ceil(width / 8);
  let [next, seen, occurrences] = [at, 0, 0];
  while (seen < expected) {
    const { value, end } = varint(bytes, next);
    const count = Math.floor(value / 2);
    if (value % 2 === 0) {
      if (count > expected - seen) throw damaged('a run contains more numbers than its page');
      if (bitsAt(bytes, end * 8, width) === counted) occurrences += count;
      seen += count;
      next = end + valueBytes;
      continue;
    }
    // The last group of eight is padded.
    if (count === 0 || count * 8 > expected - seen + 7)
      throw damaged('a run contains more numbers than its page');
    const inRun = Math.min(count * 8, expected - seen);
    if (counted !== undefined)
      for (let index = 0; index < inRun; index += 1)
        if (bitsAt(bytes, end * 8 + index * width, width) === counted) occurrences += 1;
    seen += count * 8;
    // Numbers of width 0 occupy no bytes, but the decoder skips one byte if there is one.
    next = width === 0 ? Math.min(end + 1, bytes.length) : end + count * width;
  }
  return occurrences;
}

/**
 * Checks runs that follow their length in four bytes.
 * @returns the end of the runs, and the number of occurrences of `counted`
 */
export function checkMeasuredRuns(runs: Runs): { readonly end: number; readonly occurrences: number } {
  const { bytes, at } = runs;
  if (at + 4 > bytes.length) throw damaged('a page ends too early');
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
  if (length > bytes.length - at - 4) throw damaged('a page ends too early');
  return { end: at + 4 + length, occurrences: checkRuns({ ...runs, at: at + 4 }) };
}

/** The number in `width` bits, lowest bit first. */
function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) {
    const place = bit + index;
    if (((bytes[place >> 3] ?? 0) >> (place & 7)) & 1) value += 2 ** index;
  }
  return value;
}

/** A number of at most 31 bits, because the decoder misreads longer ones. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) throw damaged('a page ends too early');
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80 && value < 2 ** 31) return { value, end: at + index + 1 };
  }
  throw damaged('a run is too long');
}
