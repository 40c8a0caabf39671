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
