import type { Mapping } from '../contracts/index.ts';
import { OwnError, type Place } from '../lib/index.ts';

/** A file that cannot be read at all, or not to its end. The message gives the reason and the remedy. */
export class UnreadableFile extends OwnError {
  override readonly name = 'UnreadableFile';
  /** Whether the fault concerns the whole file, so that none of its rows may count. */
  readonly countsNothing: boolean;

  constructor(message: string, { countsNothing = false } = {}) {
    super(message);
    this.countsNothing = countsNothing;
  }
}

/** A file that is damaged from a certain place on. The records before that place can be read. */
export class BrokenOff extends UnreadableFile {
  /** Null if only the last readable record is known. */
  readonly place: Place | null;

  constructor(message: string, place: Place | null = null) {
    super(message);
    this.place = place;
  }
}

/** A table whose header or separator must be declared in a mapping. */
export class UndeclaredTable extends UnreadableFile {
  /** The declaration with which the table can probably be read. */
  readonly table: NonNullable<Mapping['table']>;

  constructor(message: string, table: NonNullable<Mapping['table']>) {
    super(message);
    this.table = table;
  }
}

/** The result of reading, or the reason why it is not possible. */
export type ReadAttempt<Value> = { readonly value: Value } | { readonly refusal: UnreadableFile };

/** Returns a refusal in place of throwing it. Other errors are thrown. */
export function attemptReading<Value>(read: () => Value): ReadAttempt<Value> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof UnreadableFile) return { refusal: error };
    throw error;
  }
}
