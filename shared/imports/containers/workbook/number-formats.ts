/** Numbers of the formats of dates and times that every workbook has (ECMA-376, 18.8.30). */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);

/** Texts in quotes, and escaped characters. */
const LITERAL = /"[^"]*"?|[\\_*]./gs;
/** Colours, conditions and languages. */
const BRACKETS = /\[[^\]]*\]?/g;
/** Hours, minutes or seconds that exceed a day or an hour, as in `[h]:mm`. Such a number is a duration. */
const ELAPSED = /\[(?:h+|m+|s+)\]/i;

/** Whether a format shows positive numbers as dates or times of day. */
export function isDateFormat(code: string): boolean {
  const [first = ''] = code.replace(LITERAL, '').split(';');
  return !ELAPSED.test(first) && /[dmyhs]/i.test(first.replace(BRACKETS, ''));
}

/** The numbers of the formats of cells that show dates or times. */
export class DateStyles {
  readonly #custom = new Map<number, boolean>();
  readonly #styles: boolean[] = [];

  get size(): number {
    return this.#styles.length;
  }

  addFormat(id: number, code: string): void {
    this.#custom.set(id, isDateFormat(code));
  }

  /** Adds the format of the next style. */
  addStyle(formatId: number): void {
    this.#styles.push(this.#custom.get(formatId) ?? isBuiltInDate(formatId));
  }

  /** Whether the cells of a style show a date or a time of day. */
  isDate(style: number): boolean {
    return this.#styles[style] ?? false;
  }
}
