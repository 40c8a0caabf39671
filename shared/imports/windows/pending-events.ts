import { groupOf } from '../../ledger/cells/index.ts';
import type { Pseudonymous } from '../../ledger/index.ts';
import { Arena, hashOf, Names, Numbers } from '../../lib/compact/index.ts';
import { eventFromText, writeEvent } from './event-text.ts';
import { type Home, windowPieces } from './recording-order.ts';

/** An event and its place in the file. */
export interface PlacedEvent {
  readonly event: Pseudonymous;
  readonly line: number;
  readonly byteOffset: number;
}

/** Number of events that are recorded at once. Each takes several KB of memory during that time. */
const EVENTS_A_PIECE = 2000;
/**
 * Bytes of the file for which events remain as they were read. Their names keep the lines of the file in memory.
 */
const HELD_AS_READ = 4 * 1024 * 1024;
const BLOCK = 1024 * 1024;
/** Bytes per event in addition to its text, and bytes per home. */
const PER_EVENT = 60;
const PER_HOME = 200;
/**
 * Heap bytes are weighted by 3, because V8 lets the heap grow to about three times its live size before it
 * collects.
 */
const ON_HEAP = 3;

/**
 * Up to a third of a million events between reading and recording. As objects they would take a kilobyte each. All
 * but the last ones are stored as short texts outside the heap, at some 150 bytes each in total. They become events
 * again in pieces, in the best order for recording.
 */
export class PendingEvents {
  readonly #texts = new Arena(BLOCK);
  readonly #names = new Names();
  readonly #homeNumbers = new Map<string, number>();
  readonly #known: Home[] = [];
  /**
   * The last events, as they were read. A caller that records a few at a time avoids the conversion to text and
   * back.
   */
  #recent: PlacedEvent[] = [];
  // The other events, in the order of the file.
  readonly #places = new Numbers();
  readonly #lines = new Numbers();
  readonly #byteOffsets = new Numbers();
  readonly #judgments = new Numbers();
  readonly #homes = new Numbers();

  get count(): number {
    return this.#places.count + this.#recent.length;
  }

  /** Approximate memory in bytes, without the last events. */
  get bytes(): number {
    const onHeap = this.#names.bytes + this.#known.length * PER_HOME;
    return this.#texts.bytes + this.#places.count * PER_EVENT + onHeap * ON_HEAP;
  }

  add(event: PlacedEvent): void {
    this.#recent.push(event);
    const isFull = this.#recent.length === EVENTS_A_PIECE;
    if (isFull || event.byteOffset - this.#recent[0]!.byteOffset > HELD_AS_READ) this.#putAway();
  }

  /** The events in pieces. All events of a judgment are in one piece. */
  *pieces(most = EVENTS_A_PIECE): Generator<readonly PlacedEvent[]> {
    if (this.#places.count === 0 && this.#recent.length <= most) return yield this.#recent;
    this.#putAway();
    const placed = { judgments: this.#judgments, homes: this.#homes };
    for (const piece of windowPieces(placed, this.#known, most)) yield piece.map((place) => this.#get(place));
  }

  /** Removes all events, but keeps the memory for the next window, because freeing it takes time. */
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
    const event = eventFromText(this.#texts.get(this.#places.at(place)), this.#names);
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

  /** The cell that an event concerns, in numbers of names. A retraction has no cell. */
  #cellOf(event: Pseudonymous): string[] {
    if (event.kind === 'retraction') return [];
    const models = event.kind === 'rating' ? [event.model] : [event.first, event.second].sort();
    return [event.specialty, ...models].map((name) => this.#names.numberOf(name));
  }
}
