import type { FileReader, FileReject } from '../ingest/file-reader.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import type { SourceRecord } from './source-record.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** An event, and where in the file it stands. */
export interface PlacedEvent {
  readonly event: Pseudonymous;
  readonly line: number;
  readonly byteOffset: number;
}

/** Some consecutive records of a file: those from `start` to before `end`, counted from 0. */
export interface ImportWindow {
  readonly start: number;
  readonly end: number;
  readonly events: readonly PlacedEvent[];
  readonly rejects: readonly FileReject[];
}

/**
 * Where a window ends early: a line of JSON may hold thousands of events, and a refused row is kept until its window
 * is settled. Both depend on the file alone, so a window that is read again ends where it did.
 */
const MOST_EVENTS = 20_000;
const MOST_BYTES = 32 * 1024 * 1024;

/** The records of a file as windows. */
export class Windows {
  readonly #records: AsyncIterator<SourceRecord>;
  readonly #reader: FileReader;
  #position = 0;
  #damage: UnreadableFile | null = null;

  constructor(records: AsyncIterable<SourceRecord>, reader: FileReader) {
    this.#records = records[Symbol.asyncIterator]();
    this.#reader = reader;
  }

  /** Passes over the records before `position`, which an earlier worker has settled. */
  async skipTo(position: number): Promise<void> {
    while (this.#position < position) {
      const { done, value } = await this.#records.next();
      if (done) return;
      this.#reader.skip(value);
      this.#position += 1;
    }
  }

  /**
   * The records up to `end`, to the end of the file, or to as many as shall be held; null where none is left. A file that is damaged further on
   * gives what comes before the damage first.
   * @throws UnreadableFile at the damage
   */
  async next(end: number): Promise<ImportWindow | null> {
    if (this.#damage) throw this.#damage;
    const start = this.#position;
    const events: PlacedEvent[] = [];
    const rejects: FileReject[] = [];
    let firstByte: number | null = null;
    while (this.#position < end && events.length + rejects.length < MOST_EVENTS) {
      const { done, value } = await this.#nextRecord();
      if (done) break;
      this.#position += 1;
      firstByte ??= value.byteOffset;
      const content = this.#reader.read(value);
      const { line, byteOffset } = value;
      for (const event of content.events) events.push({ event, line, byteOffset });
      rejects.push(...content.rejects);
      if (byteOffset - firstByte >= MOST_BYTES) break;
    }
    if (this.#position === start && this.#damage) throw this.#damage;
    return this.#position === start ? null : { start, end: this.#position, events, rejects };
  }

  async #nextRecord(): Promise<IteratorResult<SourceRecord>> {
    try {
      return await this.#records.next();
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.#damage = error;
      return { done: true, value: undefined };
    }
  }

  async close(): Promise<void> {
    await this.#records.return?.();
  }
}
