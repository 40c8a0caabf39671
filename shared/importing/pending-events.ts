import { groupOf } from '../contracts/pseudonym.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import { Arena } from '../store/arena.ts';
import { hashOf } from '../store/hash.ts';
import { Names } from '../store/names.ts';
import { Numbers } from '../store/numbers.ts';
import { readEvent, writeEvent } from './event-text.ts';
import { type Home, piecesOf } from './recording-order.ts';

/** An event, and where in the file it stands. */
export interface PlacedEvent {
  readonly event: Pseudonymous;
  readonly line: number;
  readonly byteOffset: number;
}

/** Events that are recorded at once: each takes several KB while it is. */
const EVENTS_A_PIECE = 2000;
/** Bytes of the file over which events stay as they were read: their names hold the lines that they stand in. */
const HELD_AS_READ = 4 * 1024 * 1024;
const BLOCK = 1024 * 1024;
/** Bytes beside its text that an event takes, and a home. */
const PER_EVENT = 60;
const PER_HOME = 200;
/** What lies on the heap counts so many times: garbage collection lets it grow so far before it looks. */
const ON_HEAP = 3;

/**
 * Events that were read and are to be recorded, a third of a million of them: as objects they would take a kilobyte
 * each. All but the last ones are held as short texts outside of the heap, some 150 bytes each with all that is kept
 * beside it, and become events again piece by piece, in the order in which they are best recorded.
 */
export class PendingEvents {
  readonly #texts = new Arena(BLOCK);
  readonly #names = new Names();
  readonly #homeNumbers = new Map<string, number>();
  readonly #known: Home[] = [];
  /** The last ones, as they were read: who records a few at a time need not have them written and read again. */
  #recent: PlacedEvent[] = [];
  // Of the others, in the order of the file.
  readonly #places = new Numbers();
  readonly #lines = new Numbers();
  readonly #byteOffsets = new Numbers();
  readonly #judgments = new Numbers();
  readonly #homes = new Numbers();

  get count(): number {
    return this.#places.count + this.#recent.length;
  }

  /** Memory that they take, bytes, roughly, without the last ones. */
  get bytes(): number {
    const onHeap = this.#names.bytes + this.#known.length * PER_HOME;
    return this.#texts.bytes + this.#places.count * PER_EVENT + onHeap * ON_HEAP;
  }

  add(event: PlacedEvent): void {
    this.#recent.push(event);
    const isFull = this.#recent.length === EVENTS_A_PIECE;
    if (isFull || event.byteOffset - this.#recent[0]!.byteOffset > HELD_AS_READ) this.#putAway();
  }

  /** The events, some at a time; all of a judgment at once. */
  *pieces(most = EVENTS_A_PIECE): Generator<readonly PlacedEvent[]> {
    if (this.#places.count === 0 && this.#recent.length <= most) return yield this.#recent;
    this.#putAway();
    const placed = { judgments: this.#judgments, homes: this.#homes };
    for (const piece of piecesOf(placed, this.#known, most)) yield piece.map((place) => this.#get(place));
  }

  /** Forgets all events, and keeps the memory for those of the next window: freeing it would take a while. */
  clear(): void {
    this.#recent = [];
    this.#known.length = 0;
    const columns = [this.#places, this.#lines, this.#byteOffsets, this.#judgments, this.#homes];
    for (const part of [this.#texts, this.#names, this.#homeNumbers, ...columns]) part.clear();
  }

  #putAway(): void {
    for (const { event, line, byteOffset } of this.#recent) {
      this.#places.push(this.#texts.add(writeEvent(event, this.#names)));
      this.#lines.push(line);
      this.#byteOffsets.push(byteOffset);
      this.#judgments.push(hashOf(groupOf(event.clinician), event.clinician + event.judgment));
      this.#homes.push(this.#homeOf(event));
    }
    this.#recent = [];
  }

  #get(place: number): PlacedEvent {
    const event = readEvent(this.#texts.get(this.#places.at(place)), this.#names);
    return { event, line: this.#lines.at(place), byteOffset: this.#byteOffsets.at(place) };
  }

  #homeOf(event: Pseudonymous): number {
    const group = groupOf(event.clinician);
    const name = [group, ...this.#cellOf(event)].join('#');
    let number = this.#homeNumbers.get(name);
    if (number === undefined) {
      number = this.#known.length;
      this.#known.push({ group, isPair: event.kind === 'vote' });
      this.#homeNumbers.set(name, number);
    }
    return number;
  }

  /** The cell that an event speaks of, in numbers of names; none, where it only withdraws. */
  #cellOf(event: Pseudonymous): string[] {
    if (event.kind === 'retraction') return [];
    const models = event.kind === 'rating' ? [event.model] : [event.first, event.second].sort();
    return [event.specialty, ...models].map((name) => this.#names.numberOf(name));
  }
}
