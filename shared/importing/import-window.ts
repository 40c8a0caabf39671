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
   * The records up to `end` or the end of the file; null where none is left. A file that is damaged further on
   * gives what comes before the damage first.
   * @throws UnreadableFile at the damage
   */
  async next(end: number): Promise<ImportWindow | null> {
    if (this.#damage) throw this.#damage;
    const start = this.#position;
    const events: PlacedEvent[] = [];
    const rejects: FileReject[] = [];
    while (this.#position < end) {
      const { done, value } = await this.#nextRecord();
      if (done) break;
      this.#position += 1;
      const content = this.#reader.read(value);
      const { line, byteOffset } = value;
      for (const event of content.events) events.push({ event, line, byteOffset });
      rejects.push(...content.rejects);
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
