import { isObject } from '../../lib/index.ts';
import { ID_FIELDS, type IdField } from './file-facts.ts';

const WHOLE = /^\d{1,15}(\.0)?$/;

/**
 * Finds columns of ids in which every value is a whole number, and some are written as `1.0`. Data frames write a column of
 * whole numbers this way if one value is missing.
 */
export class WholeNumberIds {
  /** Fields that contain another text. */
  readonly #others = new Set<IdField>();
  /** Fields that contain a number such as `1.0`. */
  readonly #decimals = new Set<IdField>();

  /** @param row an event as it was made from columns */
  add(row: unknown): void {
    if (!isObject(row)) return;
    for (const field of ID_FIELDS) {
      const value = row[field];
      if (value === undefined || this.#others.has(field)) continue;
      const match = typeof value === 'string' ? WHOLE.exec(value) : null;
      if (!match) this.#others.add(field);
      else if (match[1] !== undefined) this.#decimals.add(field);
    }
  }

  fields(): IdField[] {
    return [...this.#decimals].filter((field) => !this.#others.has(field));
  }
}

/** The row with whole numbers in place of decimals such as `1.0`. */
export function withWholeNumbers<T extends object>(row: T, fields: readonly IdField[]): T {
  if (fields.length === 0) return row;
  const given = row as Partial<Record<IdField, unknown>>;
  const whole = fields.flatMap((field): [string, string][] => {
    const value = given[field];
    return typeof value === 'string' && value.endsWith('.0') ? [[field, value.slice(0, -2)]] : [];
  });
  return whole.length === 0 ? row : { ...row, ...Object.fromEntries(whole) };
}

/** Finds out whether the times of a file are finer than a day. */
export class TimesOfDay {
  #rows = 0;
  #first = '';
  #hasSeveral = false;

  /** @param at a time in ISO 8601 */
  add(at: string): void {
    this.#rows += 1;
    if (this.#hasSeveral) return;
    const timeOfDay = new Date(at).toISOString().slice(11);
    if (this.#rows === 1) this.#first = timeOfDay;
    else this.#hasSeveral = timeOfDay !== this.#first;
  }

  /** Dates without a time of day all have the same one, usually midnight. */
  areFinerThanADay(): boolean {
    return this.#hasSeveral || (this.#rows === 1 && this.#first !== '00:00:00.000Z');
  }
}
