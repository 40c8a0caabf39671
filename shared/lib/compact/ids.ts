import { ownText } from '../own-text.ts';

/** Numbers ids from 0 in the order of arrival. A number takes less memory than an id. */
export class Ids {
  /** The ids by number. */
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(id: string): number {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      const own = ownText(id);
      number = this.list.push(own) - 1;
      this.#numbers.set(own, number);
    }
    return number;
  }
}
