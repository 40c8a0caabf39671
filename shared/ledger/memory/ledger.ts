import { Arena, hashOf } from '../../lib/compact/index.ts';
import type { Pseudonym } from '../cells/cell.ts';
import type { JudgmentKey } from '../port.ts';

/** Separates a judgment's id from its text. No id contains a control character. */
const SEPARATOR = '\u001f';
const NO_ENTRY = -1;

/**
 * Texts by clinician and judgment, in about a hundred bytes of memory each. A hash table of numbers finds the entries, the
 * entries of a clinician are a linked list, and the texts are in an arena. A replaced text stays in the arena, unused.
 */
export class MemoryLedger {
  readonly #texts = new Arena();
  readonly #clinicians = new Map<Pseudonym, { readonly number: number; last: number }>();
  #entries = 0;
  /** By entry: the place of its text, its hash, its clinician, and the clinician's previous entry. */
  #places = new Float64Array(1024);
  #hashes = new Uint32Array(1024);
  #owners = new Uint32Array(1024);
  #before = new Int32Array(1024);
  /** Entries by hash, with open addressing. At most half of the slots are used. */
  #slots = new Int32Array(2048).fill(NO_ENTRY);

  get({ clinician, judgment }: JudgmentKey): string | null {
    const owner = this.#clinicians.get(clinician);
    if (!owner) return null;
    const entry = this.#slots[this.#find(owner.number, judgment)]!;
    return entry === NO_ENTRY ? null : this.#text(entry)[1] || null;
  }

  /** @param text not empty */
  set({ clinician, judgment }: JudgmentKey, text: string): void {
    let owner = this.#clinicians.get(clinician);
    if (!owner) {
      owner = { number: this.#clinicians.size, last: NO_ENTRY };
      this.#clinicians.set(clinician, owner);
    }
    const slot = this.#find(owner.number, judgment);
    const place = this.#texts.add(judgment + SEPARATOR + text);
    const known = this.#slots[slot]!;
    if (known !== NO_ENTRY) {
      this.#places[known] = place;
      return;
    }
    const entry = this.#entries;
    if (entry === this.#places.length) this.#grow();
    this.#entries += 1;
    this.#places[entry] = place;
    this.#hashes[entry] = hashOf(owner.number, judgment);
    this.#owners[entry] = owner.number;
    this.#before[entry] = owner.last;
    owner.last = entry;
    this.#slots[slot] = entry;
    if (this.#entries * 2 > this.#slots.length) this.#spread();
  }

  delete(key: JudgmentKey): void {
    if (this.get(key) !== null) this.set(key, '');
  }

  /** The judgments of a clinician. The latest ones come first. */
  *of(clinician: Pseudonym): Iterable<readonly [judgment: string, text: string]> {
    let entry = this.#clinicians.get(clinician)?.last ?? NO_ENTRY;
    for (; entry !== NO_ENTRY; entry = this.#before[entry]!) {
      const [judgment, text] = this.#text(entry);
      if (text !== '') yield [judgment, text];
    }
  }

  #text(entry: number): [judgment: string, text: string] {
    const text = this.#texts.get(this.#places[entry]!);
    const end = text.indexOf(SEPARATOR);
    return [text.slice(0, end), text.slice(end + 1)];
  }

  /** The slot of a judgment, or the free slot that it would take. */
  #find(owner: number, judgment: string): number {
    const mask = this.#slots.length - 1;
    const hash = hashOf(owner, judgment);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]!;
      if (entry === NO_ENTRY) return slot;
      if (this.#hashes[entry] !== hash || this.#owners[entry] !== owner) continue;
      if (this.#text(entry)[0] === judgment) return slot;
    }
  }

  #grow(): void {
    const length = this.#places.length * 2;
    this.#places = grown(new Float64Array(length), this.#places);
    this.#hashes = grown(new Uint32Array(length), this.#hashes);
    this.#owners = grown(new Uint32Array(length), this.#owners);
    this.#before = grown(new Int32Array(length), this.#before);
  }

  #spread(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(NO_ENTRY);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.#entries; entry += 1) {
      let slot = this.#hashes[entry]! & mask;
      while (slots[slot] !== NO_ENTRY) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }
}

function grown<T extends Float64Array | Uint32Array | Int32Array>(into: T, from: T): T {
  into.set(from);
  return into;
}
