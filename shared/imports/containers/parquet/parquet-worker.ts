import { parentPort } from 'node:worker_threads';
import { BrokenOff, UnreadableFile } from '../../unreadable-file.ts';
import { type DecodedParquet, decodeParquet } from './decode-parquet.ts';
import { PARTS_AHEAD, type ParquetReply, type ParquetRequest } from './parquet-messages.ts';

/**
 * Runs in a separate thread. It decodes one Parquet file at a time, and requests the bytes from the main thread.
 */

type ReplyContent<T = ParquetReply> = T extends ParquetReply ? Omit<T, 'file'> : never;

/** The decoding of one file. The main thread ignores messages about an earlier file. */
class Session {
  readonly #file: number;
  readonly #decoded: Promise<DecodedParquet>;
  readonly #reads = new Map<number, (bytes: ArrayBuffer) => void>();
  #credit = PARTS_AHEAD;
  #proceed = () => {};

  constructor({ file, size, limits }: Extract<ParquetRequest, { type: 'open' }>) {
    this.#file = file;
    let reads = 0;
    const slice = (start: number, end = size): Promise<ArrayBuffer> =>
      new Promise((resolve) => {
        reads += 1;
        this.#reads.set(reads, resolve);
        this.#send({ type: 'read', read: reads, start, end });
      });
    this.#decoded = decodeParquet({ byteLength: size, slice }, limits);
    this.#attempt(async () => this.#send({ type: 'opened', header: (await this.#decoded).header }));
  }

  take(request: ParquetRequest): void {
    if (request.type === 'bytes') {
      this.#reads.get(request.read)?.(request.bytes);
      this.#reads.delete(request.read);
    } else if (request.type === 'more') {
      this.#credit += 1;
      this.#proceed();
    } else if (request.type === 'rows') this.#attempt(() => this.#sendRows(request.from));
  }

  async #sendRows(from: number): Promise<void> {
    for await (const part of (await this.#decoded).parts(from)) {
      if (this.#credit === 0)
        await new Promise<void>((resolve) => {
          this.#proceed = resolve;
        });
      if (session !== this) return;
      this.#credit -= 1;
      this.#send({ type: 'part', ...part });
    }
    this.#send({ type: 'end' });
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      // Any other error is a fault of this program, and ends the thread.
      if (!(error instanceof UnreadableFile))
        return process.nextTick(() => {
          throw error;
        });
      this.#send({ type: 'refused', message: error.message, isBrokenOff: error instanceof BrokenOff });
    }
  }

  #send(content: ReplyContent): void {
    parentPort!.postMessage({ file: this.#file, ...content });
  }
}

// The decoder reads columns concurrently. If several fail, it handles the failure of only one.
process.on('unhandledRejection', () => {});

let session: Session | null = null;

parentPort!.on('message', (request: ParquetRequest) => {
  if (request.type === 'open') session = new Session(request);
  else session?.take(request);
});
