const ASCII = 128;
const UNKNOWN = -1;

/** Numbers slots from 0 in the order of arrival, so that counts can be kept in arrays. */
export class SlotNumbers {
  /** The slots by number. */
  readonly slots: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #numbersByAscii = new Int16Array(ASCII * ASCII).fill(UNKNOWN);

  numberOf(slot: string): number {
    // Slots have two characters, and nearly all of them are ASCII. The array avoids a look-up in the map.
    const first = slot.charCodeAt(0);
    const second = slot.charCodeAt(1);
    if (first >= ASCII || second >= ASCII || slot.length !== 2) return this.#numberInMap(slot);
    const known = this.#numbersByAscii[first * ASCII + second]!;
    if (known !== UNKNOWN) return known;
    const number = this.#numberInMap(slot);
    this.#numbersByAscii[first * ASCII + second] = number;
    return number;
  }

  #numberInMap(slot: string): number {
    let number = this.#numbers.get(slot);
    if (number === undefined) {
      number = this.slots.push(slot) - 1;
      this.#numbers.set(slot, number);
    }
    return number;
  }
}
