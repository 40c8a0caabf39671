import { ownText } from '../own-text.ts';

/** Bytes per name in addition to its characters: the text, its number, and their entries in a map and a list. */
const OVERHEAD = 120;

/** Replaces names by short numbers. A study has few names, and repeats each of them a million times. */
export class Names {
  readonly #numbers = new Map<string, string>();
  readonly #names: string[] = [];
  #bytes = 0;

  /** Approximate number of bytes that the names take. */
  get bytes(): number {
    return this.#bytes;
  }

  numberOf(name: string | undefined): string {
    if (name === undefined) return '';
    let number = this.#numbers.get(name);
    if (number === undefined) {
      const own = ownText(name);
      number = this.#names.length.toString(36);
      this.#names.push(own);
      this.#numbers.set(own, number);
      this.#bytes += OVERHEAD + 2 * own.length;
    }
    return number;
  }

  nameOf(number: string): string {
    return this.#names[Number.parseInt(number, 36)]!;
  }

  clear(): void {
    this.#numbers.clear();
    this.#names.length = 0;
    this.#bytes = 0;
  }
}
