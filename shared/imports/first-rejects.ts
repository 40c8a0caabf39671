/** The place and the message of a reject. Its content is not kept. */
export interface FirstReject {
  readonly line: number;
  readonly message: string;
}

// The reason stands before the row, so the first match is not a part of the row.
const REASON = /"reason":"([a-z_]+)"/;

/** Keeps the first reject of each reason while the rejects of a file are written. */
export class FirstRejects {
  readonly #byReason = new Map<string, FirstReject>();

  /**
   * Passes on the texts, and keeps the first reject of each reason.
   * @param texts one or more lines of JSON each
   */
  *noting(texts: Iterable<string>): Generator<string> {
    for (const text of texts) {
      this.note(text);
      yield text;
    }
  }

  /** @param text one or more lines of JSON */
  note(text: string): void {
    for (const line of text.split('\n')) this.#noteLine(line);
  }

  /** The first reject of a reason. Undefined if there was none. */
  of(reason: string): FirstReject | undefined {
    return this.#byReason.get(reason);
  }

  #noteLine(text: string): void {
    const reason = REASON.exec(text)?.[1];
    if (reason === undefined || this.#byReason.has(reason)) return;
    const { line, message } = JSON.parse(text) as FirstReject;
    this.#byReason.set(reason, { line, message });
  }
}
