import { hashOf } from '../../lib/compact/index.ts';
import { ownText } from '../../lib/index.ts';
import { looksCut, textOf } from '../formats/access.ts';
import { looksPersonal } from './raters.ts';

/** Maximum number of distinct values that are counted per column. */
export const MAX_DISTINCT_VALUES = 1000;
/** Number of characters of a value that are kept. */
const MAX_KEPT_CHARACTERS = 60;
/** Stands between the kept part of a long value and a hash of the whole. */
const CUT = '\u0000';

const NUMBER = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,3})?$/i;
const DECIMAL_COMMA = /^[+-]?\d{1,15},\d{1,15}$/;
/** A value with its frequency. */
interface CountedWord {
  count: number;
  /** A number for the rater of its first occurrence. */
  readonly rater: number;
}

/** Counts the values of one column in bounded memory. */
export class ColumnCounter {
  readonly name: string;
  filled = 0;
  numbers = 0;
  least = '';
  greatest = '';
  /** Values that are lists or objects. */
  parts = 0;
  decimalCommas = 0;
  /** Values that look like long numbers that a spreadsheet cut. */
  cutNumbers = 0;
  /** Whether a value looks like the name or the address of a person. */
  isPersonal = false;
  /** Whether a value occurs with several raters. */
  isShared = false;
  /** Whether there are more distinct values than are counted. */
  hasMore = false;
  readonly #words = new Map<string, CountedWord>();

  constructor(name: string) {
    this.name = name;
  }

  get distinct(): number {
    return this.#words.size;
  }

  /** Whether each filled value is a number. */
  get isNumeric(): boolean {
    return this.filled > 0 && this.numbers === this.filled;
  }

  /** Counts a value. A missing or empty one is ignored. */
  add(value: unknown, rater: number): void {
    const text = textOf(value);
    if (text === undefined || text === null || text === '') return;
    this.filled += 1;
    if (typeof text !== 'string') this.parts += 1;
    else this.#addText(text, rater);
  }

  #addText(text: string, rater: number): void {
    if (text.length <= MAX_KEPT_CHARACTERS) this.#addNumber(text);
    const key = text.length <= MAX_KEPT_CHARACTERS ? text : this.#keyOfLong(text);
    const known = this.#words.get(key);
    if (known) {
      known.count += 1;
      if (known.rater !== rater) this.isShared = true;
    } else if (this.#words.size === MAX_DISTINCT_VALUES) this.hasMore = true;
    else {
      this.#words.set(ownText(key), { count: 1, rater });
      if (looksPersonal(key)) this.isPersonal = true;
    }
  }

  /** A hash distinguishes long values with the same beginning, as long as they are counted. */
  #keyOfLong(text: string): string {
    const begin = text.slice(0, MAX_KEPT_CHARACTERS);
    return this.hasMore ? begin : `${begin}${CUT}${hashOf(0, text)}`;
  }

  #addNumber(text: string): void {
    if (looksCut(text)) this.cutNumbers += 1;
    if (DECIMAL_COMMA.test(text)) this.decimalCommas += 1;
    if (!NUMBER.test(text)) return;
    this.numbers += 1;
    if (this.least === '' || isLess(text, this.least)) this.least = ownText(text);
    if (this.greatest === '' || isLess(this.greatest, text)) this.greatest = ownText(text);
  }

  /** The counted values, cut, in the order of their first occurrence. */
  values(): [word: string, count: number][] {
    return [...this.#words].map(([key, { count }]) => [shownKey(key), count]);
  }
}

/** Compares the texts of numbers. Long integers are compared with all their digits. */
function isLess(a: string, b: string): boolean {
  const [x, y] = [Number(a), Number(b)];
  if (x !== y || Number.isSafeInteger(x)) return x < y;
  return INTEGER.test(a) && INTEGER.test(b) && BigInt(a) < BigInt(b);
}

const INTEGER = /^-?\d+$/;

const shownKey = (key: string): string => {
  const cut = key.indexOf(CUT);
  return cut === -1 ? key : `${key.slice(0, cut)}…`;
};
