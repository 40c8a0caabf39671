/** The place and the message of a reject. */
export interface ShownReject {
  readonly line: number;
  readonly message: string;
}

// The reason stands before the row, so the first match is not a part of the row.
const REASON = /"reason":"([a-z_]+)"/;

/** Keeps the first reject of each reason while the rejects of a file are written. */
export class FirstRejects {
  readonly #byReason = new Map<string, ShownReject>();

  /**
   * Passes on the texts, and keeps the first reject of each reason.
   * @param texts one or more lines of JSON each
   */
  *noting(texts: Iterable<string>): Generator<string> {
    for (const text of texts) {
      for (const line of text.split('\n')) this.#note(line);
      yield text;
    }
  }

  /** The first reject of a reason. Undefined if there was none. */
  of(reason: string): ShownReject | undefined {
    return this.#byReason.get(reason);
  }

  #note(line: string): void {
    const reason = REASON.exec(line)?.[1];
    if (reason !== undefined && !this.#byReason.has(reason)) this.#byReason.set(reason, JSON.parse(line));
  }
}
