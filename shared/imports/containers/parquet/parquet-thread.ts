import { Worker } from 'node:worker_threads';
import type { ByteSource } from '../../../lib/index.ts';
import { BrokenOff, UnreadableFile } from '../../unreadable-file.ts';
import { bytesOf } from '../bytes-of.ts';
import { PARQUET_LIMITS, type ParquetLimits } from './parquet-limits.ts';
import type { ParquetReply, ParquetRequest, RowsPart } from './parquet-messages.ts';

/** Heap of the thread. The function has 1,769 MB, and the import takes up to 512. */
const HEAP_MB = 512;
const YOUNG_HEAP_MB = 64;
/** Processor time within which the thread must send a message, unless it is waiting for data. */
const PROGRESS_MS = 10_000;
/** Interval of the checks. While a function is frozen or the machine is busy, no step is counted either. */
const STEP_MS = 1000;
/** Number of steps after which a thread is ended if it gets no processor time or cannot measure it. */
const MAX_STEPS = 60;
/** Time for which an idle thread is kept. The same thread then opens, samples and reads a file. */
const IDLE_MS = 1000;

/** Calls an action after a delay. Returns the function that cancels it. */
export type After = (milliseconds: number, action: () => void) => () => void;

/** The threads that decode files, and their time limits. */
export interface ParquetOptions {
  readonly threads: Threads;
  readonly limits: ParquetLimits;
  readonly progressMs: number;
  readonly after: After;
  /** The processor time of a thread in milliseconds. Null if it is unknown. */
  readonly processorMs: (thread: Worker) => Promise<number | null>;
}

const afterTimeout: After = (milliseconds, action) => {
  const timer = setTimeout(action, milliseconds).unref();
  return () => clearTimeout(timer);
};

/** Node.js provides it from version 24.6 on. */
async function processorMs(thread: Worker): Promise<number | null> {
  if (typeof thread.cpuUsage !== 'function') return null;
  try {
    const { user, system } = await thread.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return null; // The thread has ended, and its own event reports that.
  }
}

/** The entry of the thread. It is next to this module, or next to the bundle. */
const entry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './parquet-worker.ts' : './parquet-worker.mjs', import.meta.url);

export const startThread = (heapMb = HEAP_MB): Worker =>
  new Worker(entry(), {
    // Some options of this process, such as one to evaluate a text, are invalid for a thread.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
  });

/** Threads that decode. An idle thread is reused, or ended after a while. A failed thread is ended at once. */
export class Threads {
  readonly #start: () => Worker;
  readonly #after: After;
  #idle: Worker | null = null;
  #keep = () => {};

  constructor(start: () => Worker = startThread, after: After = afterTimeout) {
    this.#start = start;
    this.#after = after;
  }

  take(): Worker {
    const thread = this.#idle ?? this.#started();
    this.#idle = null;
    this.#keep();
    thread.ref();
    return thread;
  }

  /** Takes back a thread that no longer works on a file. */
  release(thread: Worker): void {
    if (this.#idle) {
      this.end(thread);
      return;
    }
    thread.unref();
    this.#idle = thread;
    this.#keep = this.#after(IDLE_MS, () => this.end(thread));
  }

  end(thread: Worker): void {
    this.#forget(thread);
    // This promise needs no await, because the termination cannot fail.
    void thread.terminate();
  }

  #started(): Worker {
    const thread = this.#start();
    // The thread may fail on a file that is no longer read. Without a listener, the error would end the process.
    thread.on('error', () => this.#forget(thread));
    thread.on('exit', () => this.#forget(thread));
    return thread;
  }

  #forget(thread: Worker): void {
    if (this.#idle !== thread) return;
    this.#idle = null;
    this.#keep();
  }
}

export const defaultThreads: ParquetOptions = {
  threads: new Threads(),
  limits: PARQUET_LIMITS,
  progressMs: PROGRESS_MS,
  after: afterTimeout,
  processorMs,
};

type Answer = Exclude<ParquetReply, { type: 'read' }>;

/** Numbers the files, so that late messages about an earlier file are recognised. */
let files = 0;

/**
 * A file that a thread decodes. It must be closed.
 * @see docs/decisions/0088-parquet-is-decoded-in-a-thread.md
 */
export class ParquetFile {
  readonly #source: ByteSource;
  readonly #options: ParquetOptions;
  readonly #file: number;
  readonly #thread: Worker;
  readonly #answers: Answer[] = [];
  /** The reason why the thread sends no more messages. Errors of reading the bytes are rethrown unchanged. */
  #failure: { readonly error: unknown } | null = null;
  #isClosed = false;
  /** Number of byte reads that the thread waits for. */
  #reads = 0;
  #wake = () => {};
  #stopClock = () => {};

  constructor(source: ByteSource, options: ParquetOptions) {
    files += 1;
    this.#file = files;
    this.#source = source;
    this.#options = options;
    this.#thread = options.threads.take();
    this.#thread.on('message', this.#take);
    this.#thread.on('error', this.#end);
    this.#thread.on('exit', this.#end);
  }

  /**
   * Reads the metadata.
   * @returns the names of the columns
   */
  async open(): Promise<readonly string[]> {
    const { size } = this.#source;
    this.#send({ file: this.#file, type: 'open', size, limits: this.#options.limits });
    const answer = await this.#next();
    return answer.type === 'opened' ? answer.header : [];
  }

  /** The rows from `from` on, counted from 0. */
  async *parts(from: number): AsyncGenerator<RowsPart> {
    this.#send({ file: this.#file, type: 'rows', from });
    for (let answer = await this.#next(); answer.type === 'part'; answer = await this.#next()) {
      this.#send({ file: this.#file, type: 'more' });
      yield answer;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stopClock();
    this.#thread.off('message', this.#take);
    this.#thread.off('exit', this.#end);
    if (this.#failure) this.#options.threads.end(this.#thread);
    else {
      this.#thread.off('error', this.#end);
      this.#options.threads.release(this.#thread);
    }
  }

  /**
   * The next answer of the thread. Its clock runs only while this waits for the thread and the thread waits for no
   * bytes.
   */
  async #next(): Promise<Answer> {
    this.#startClock();
    while (this.#answers.length === 0 && !this.#failure)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#stopClock();
    const answer = this.#answers.shift();
    if (!answer) throw this.#failure!.error;
    if (answer.type !== 'refused') return answer;
    throw answer.isBrokenOff ? new BrokenOff(answer.message) : new UnreadableFile(answer.message);
  }

  readonly #take = (reply: ParquetReply): void => {
    if (reply.file !== this.#file) return;
    if (reply.type === 'read') void this.#read(reply);
    else this.#answers.push(reply);
    this.#startClock();
    this.#wake();
  };

  async #read({ read, start, end }: Extract<ParquetReply, { type: 'read' }>): Promise<void> {
    this.#reads += 1;
    try {
      const { buffer: bytes } = await bytesOf(this.#source, start, end);
      if (!this.#isClosed) this.#send({ file: this.#file, type: 'bytes', read, bytes }, [bytes]);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#reads -= 1;
      this.#startClock();
    }
  }

  readonly #end = (reason: unknown): void => {
    const isFull = (reason as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#fail(refused(isFull ? 'needs more memory to decode than is available' : 'cannot be decoded'));
  };

  #fail(error: unknown): void {
    this.#stopClock();
    this.#failure ??= { error };
    this.#wake();
  }

  /** Restarts the clock of the thread. */
  #startClock(): void {
    this.#stopClock();
    if (this.#isClosed || this.#reads > 0 || this.#answers.length > 0) return;
    const { after, processorMs, progressMs } = this.#options;
    let isStopped = false;
    let callOff = () => {};
    this.#stopClock = () => {
      isStopped = true;
      callOff();
    };
    /** Processor time after the first step. A query at each message would take longer than most messages. */
    let begun: number | null = null;
    const step = async (steps: number): Promise<void> => {
      if (steps === MAX_STEPS)
        return this.#fail(refused(`is not decoded further within ${MAX_STEPS} seconds`));
      callOff = after(STEP_MS, () => void step(steps + 1));
      const now = await processorMs(this.#thread);
      if (isStopped || now === null) return;
      begun ??= now - Math.min(now, STEP_MS);
      if (now - begun >= progressMs)
        this.#fail(refused(`is not decoded further within ${progressMs / 1000} seconds`));
    };
    callOff = after(STEP_MS, () => void step(1));
  }

  #send(request: ParquetRequest, transfer: readonly ArrayBuffer[] = []): void {
    this.#thread.postMessage(request, [...transfer]);
  }
}

const refused = (why: string): UnreadableFile =>
  new UnreadableFile(
    `it is Parquet that ${why}: it is damaged, or its groups of rows are too large. Write it again, in smaller groups` +
      ' (row_group_size in pandas and DuckDB).',
  );
