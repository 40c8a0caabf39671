import type { FileReject } from '../ingest/file-reader.ts';
import { stringifyJson } from '../lossless-json.ts';
import type { Counts } from '../tallies/counts.ts';

/** Characters that are put away at once. */
const CHUNK = 64 * 1024;

/** Refused events of a window as they will be kept, one JSON object a line: a third of what they take as objects. */
export class RejectList {
  readonly #chunks: Buffer[] = [];
  #open = '';
  #bytes = 0;
  #count = 0;
  readonly #reasons = new Map<string, number>();

  get count(): number {
    return this.#count;
  }

  /** Memory that they take, bytes, roughly. */
  get bytes(): number {
    return this.#bytes + this.#open.length;
  }

  /** How many there are, by reason. */
  get byReason(): Counts {
    return this.#reasons;
  }

  /** Whether there is anything to be kept. */
  get isEmpty(): boolean {
    return this.#chunks.length === 0 && this.#open === '';
  }

  add(reject: FileReject): void {
    this.#count += 1;
    this.#reasons.set(reject.reason, (this.#reasons.get(reject.reason) ?? 0) + 1);
    this.list(reject);
  }

  /** Keeps an event without counting it among the rejects: a conflict is counted as what became of the event. */
  list(reject: FileReject): void {
    this.#open += `${stringifyJson(reject)}\n`;
    if (this.#open.length < CHUNK) return;
    const chunk = Buffer.from(this.#open);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#open = '';
  }

  /** Their lines, some at a time, in the order given. */
  *lines(): Generator<string> {
    for (const chunk of this.#chunks) yield chunk.toString();
    if (this.#open !== '') yield this.#open;
  }
}
