import type { Counts } from '../../ledger/cells/index.ts';
import { stringifyJson } from '../../lib/index.ts';
import type { FileReject } from '../file-reader.ts';

/** Number of characters that are encoded at once. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Refused events of a window in their stored form, one JSON object per line. This takes a third of the memory of
 * objects.
 */
export class RejectList {
  readonly #chunks: Buffer[] = [];
  #open = '';
  #bytes = 0;
  #count = 0;
  readonly #reasons = new Map<string, number>();

  get count(): number {
    return this.#count;
  }

  /** Approximate memory in bytes. */
  get bytes(): number {
    return this.#bytes + this.#open.length;
  }

  /** Number of rejects by reason. */
  get byReason(): Counts {
    return this.#reasons;
  }

  /** Whether the list has no entries. */
  get isEmpty(): boolean {
    return this.#chunks.length === 0 && this.#open === '';
  }

  add(reject: FileReject): void {
    this.#count += 1;
    this.#reasons.set(reject.reason, (this.#reasons.get(reject.reason) ?? 0) + 1);
    this.#open += `${stringifyJson(reject)}\n`;
    if (this.#open.length < CHUNK_CHARACTERS) return;
    const chunk = Buffer.from(this.#open);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#open = '';
  }

  /** The lines in batches, in the order of their addition. */
  *lines(): Generator<string> {
    for (const chunk of this.#chunks) yield chunk.toString();
    if (this.#open !== '') yield this.#open;
  }
}
