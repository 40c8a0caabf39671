import type { Note } from '../../contracts/index.ts';
import type { Place } from '../../lib/index.ts';
import type { HasTimeLeft } from '../containers/unpack.ts';
import type { FileReader } from '../file-reader.ts';
import type { WindowPlan } from '../pace.ts';
import type { ReadRecord } from '../read-records.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { PendingEvents } from './pending-events.ts';
import { RejectList } from './reject-list.ts';

/** Consecutive records of a file, from `start` to before `end`, counted from 0. */
export interface ImportWindow {
  readonly start: number;
  readonly end: number;
  /** Valid until the next window is read. */
  readonly events: PendingEvents;
  readonly rejects: RejectList;
  /** Rules that were applied, with the number of their uses. */
  readonly notes: ReadonlyMap<Note, number>;
  /**
   * The place from which the record at `end` can be read. Null if the file must be read from its beginning to reach it.
   */
  readonly next: Place | null;
}

/** Limits that end a window early. One line of JSON may contain thousands of events, and names may be long. */
export interface WindowLimits {
  /** Number of events, including refused ones. */
  readonly events: number;
  /** Memory used for events, in bytes. */
  readonly held: number;
  /** Memory used for refused rows, in bytes. */
  readonly refused: number;
}

/** These limits keep an import below 512 MB. A third of a million votes with twenty scores each take 50 MB here. */
const LIMITS: WindowLimits = { events: 350_000, held: 128 * 1024 * 1024, refused: 32 * 1024 * 1024 };
/** Number of records skipped between two checks of the time. */
const RECORDS_PER_TIME_CHECK = 1024;

const tooLongToSkip = (): UnreadableFile =>
  new UnreadableFile(
    'its rows have neither an id nor a time nor an item, so that each is identified by the rows before it. Reading the' +
      ' settled rows again takes more than half of the available time. Add such a column, or upload the rows in' +
      ' several files. The events counted below are recorded.',
  );

/** Reads the records of a file as windows. */
export class Windows {
  readonly #batches: AsyncIterator<readonly ReadRecord[]>;
  #batch: readonly ReadRecord[] = [];
  #taken = 0;
  readonly #reader: FileReader;
  readonly #events = new PendingEvents();
  #position: number;
  readonly #limits: WindowLimits;
  #damage: UnreadableFile | null = null;

  /** @param position index of the first record in its file */
  constructor(
    batches: AsyncIterable<readonly ReadRecord[]>,
    reader: FileReader,
    position = 0,
    limits = LIMITS,
  ) {
    this.#limits = limits;
    this.#batches = batches[Symbol.asyncIterator]();
    this.#reader = reader;
    this.#position = position;
  }

  /**
   * Skips the records before `position`, which an earlier worker has settled.
   * @throws UnreadableFile if that takes too long
   */
  async skipTo(position: number, hasTimeLeft: HasTimeLeft): Promise<void> {
    while (this.#position < position) {
      if (this.#position % RECORDS_PER_TIME_CHECK === 0 && !hasTimeLeft()) throw tooLongToSkip();
      const record = this.#seen() ?? (await this.#read());
      if (!record) return;
      this.#taken += 1;
      this.#reader.skip(record);
      this.#position += 1;
    }
  }

  /**
   * The records up to the end of the file or up to the limits, but at least one. Null if no record is left. If a
   * file is damaged further on, the records before the damage come first.
   * @throws UnreadableFile at the damage
   */
  next({ records, hasTimeLeft }: WindowPlan): Promise<ImportWindow | null> {
    return this.#window(
      ({ start, events, rejects }) =>
        this.#position < start + records &&
        events.count + rejects.count < this.#limits.events &&
        events.bytes < this.#limits.held &&
        rejects.bytes < this.#limits.refused &&
        hasTimeLeft(),
    );
  }

  /**
   * The records up to `end`, which another worker has fixed. Judgments that it wrote have the mark of that window.
   */
  upTo(end: number): Promise<ImportWindow | null> {
    return this.#window(() => this.#position < end);
  }

  async #window(
    continues: (window: Omit<ImportWindow, 'end' | 'next'>) => boolean,
  ): Promise<ImportWindow | null> {
    if (this.#damage) throw this.#damage;
    const start = this.#position;
    const notes = new Map<Note, number>();
    this.#events.clear();
    const window = { start, events: this.#events, rejects: new RejectList(), notes };
    let next: Place | null = null;
    while (this.#position === start || continues(window)) {
      const record = this.#seen() ?? (await this.#readToDamage());
      if (!record) break;
      this.#taken += 1;
      this.#position += 1;
      next = record.next;
      const { line, byteOffset } = record;
      const content = this.#reader.read(record);
      for (const event of content.events) window.events.add({ event, line, byteOffset });
      for (const reject of content.rejects) window.rejects.add(reject);
      for (const note of content.notes) notes.set(note, (notes.get(note) ?? 0) + 1);
    }
    if (this.#position === start && this.#damage) throw this.#damage;
    if (this.#position === start) return null;
    if (this.#reader.hasNumbered()) next = null;
    return { ...window, end: this.#position, next };
  }

  /** The next record, if it is already in memory. */
  #seen(): ReadRecord | undefined {
    return this.#batch[this.#taken];
  }

  /** The next record, read from the file if necessary. Undefined after the end of the file. */
  async #read(): Promise<ReadRecord | undefined> {
    while (this.#taken === this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done) return undefined;
      this.#batch = value;
      this.#taken = 0;
    }
    return this.#seen();
  }

  async #readToDamage(): Promise<ReadRecord | undefined> {
    try {
      return await this.#read();
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.#damage = error;
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
