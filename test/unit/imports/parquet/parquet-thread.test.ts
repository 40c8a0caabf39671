import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { parquetContents } from '../../../../shared/imports/containers/parquet/parquet-contents.ts';
import {
  type After,
  defaultThreads,
  type ParquetOptions,
  startThread,
  Threads,
} from '../../../../shared/imports/containers/parquet/parquet-thread.ts';
import { UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import type { ByteSource } from '../../../../shared/lib/byte-source.ts';
import { BEGINNING } from '../../../../shared/lib/place.ts';
import { sourceOf } from '../bytes.ts';

const FILE = new Uint8Array(
  parquetWriteBuffer({ columnData: [{ name: 'id', data: ['a', 'b', 'c', 'd', 'e'] }], rowGroupSize: 2 }),
);

/** Threads that run the given program, and the started ones. */
function threadsOf(program: string, after?: After) {
  const started: Worker[] = [];
  const threads = new Threads(() => {
    const thread = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    started.push(thread);
    return thread;
  }, after);
  return { threads, started };
}

/** A clock that runs at full speed. */
const hurried: After = (_, action) => {
  const timer = setImmediate(action);
  return () => clearImmediate(timer);
};

const never: After = () => () => {};

const refusalOf = async (source: ByteSource, options: Partial<ParquetOptions>): Promise<unknown> => {
  try {
    const { batches } = await parquetContents(source, { ...defaultThreads, ...options });
    for await (const _ of batches(BEGINNING, true));
  } catch (error) {
    return error;
  }
  throw new Error('the file was read');
};

describe('A thread that decodes a Parquet file', () => {
  /** Processor time that grows by a fixed amount between two checks. */
  const processor = (milliseconds: number) => {
    let time = 0;
    return async () => {
      time += milliseconds;
      return time;
    };
  };

  test('is ended if it uses up its processor time and sends nothing, and the file is refused', async () => {
    const { threads, started } = threadsOf('for (;;);');
    const options = { threads, after: hurried, processorMs: processor(1000) };
    const error = await refusalOf(sourceOf(FILE), options);
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as Error).message).toMatch(/not decoded further within 10 seconds/);
    expect(started).toHaveLength(1);
    await once(started[0]!, 'exit');
  });

  test.each([
    ['gets no processor time', processor(0)],
    ['cannot measure its processor time', async () => null],
  ])(
    'has its time counted in steps if it %s, so that a frozen process does not exhaust the time',
    async (_, processorMs) => {
      const steps: number[] = [];
      const after: After = (milliseconds, action) => {
        steps.push(milliseconds);
        return hurried(milliseconds, action);
      };
      const { threads } = threadsOf('for (;;);');
      const error = await refusalOf(sourceOf(FILE), { threads, after, processorMs });
      expect((error as Error).message).toMatch(/not decoded further within 60 seconds/);
      expect(steps).toEqual(Array(60).fill(1000));
    },
  );

  test('reports its processor time while it hangs', async () => {
    const { threads } = threadsOf('for (;;);');
    const thread = threads.take();
    await once(thread, 'online');
    let [time, looks] = [0, 0];
    for (; time < 5 && looks < 100_000; looks += 1) time = (await defaultThreads.processorMs(thread)) ?? time;
    if (typeof thread.cpuUsage === 'function') expect(time).toBeGreaterThanOrEqual(5);
    await thread.terminate();
    expect(await defaultThreads.processorMs(thread)).toBeNull();
  });

  test('has no time counted while it waits for bytes of the file', async () => {
    const running = new Set<symbol>();
    const after: After = () => {
      const step = Symbol('step');
      running.add(step);
      return () => running.delete(step);
    };
    const runningInReads: number[] = [];
    const plain = sourceOf(FILE);
    const source: ByteSource = {
      size: plain.size,
      async *read(start, end) {
        await new Promise(setImmediate);
        runningInReads.push(running.size);
        yield* plain.read(start, end);
      },
    };
    const { batches } = await parquetContents(source, { ...defaultThreads, after });
    for await (const _ of batches(BEGINNING, true)) expect(running.size).toBe(0);
    expect(runningInReads.length).toBeGreaterThan(2);
    expect(new Set(runningInReads)).toEqual(new Set([0]));
    expect(running.size).toBe(0);
  });

  test('is ended if it needs more memory than is available, and the file is refused', async () => {
    // Small objects, because one large allocation beyond the limit aborts the whole process.
    const { threads, started } = threadsOf('let list = null; for (;;) list = { list, value: {} };');
    const error = await refusalOf(sourceOf(FILE), { threads, after: never });
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as Error).message).toMatch(/needs more memory to decode than is available/);
    expect(started).toHaveLength(1);
  });

  test.each([
    ['throws', 'throw new Error("Dr. Muster");'],
    ['exits', 'process.exit(3);'],
  ])('causes the refusal of the file if it %s, without the text of the error', async (_, program) => {
    const error = await refusalOf(sourceOf(FILE), { threads: threadsOf(program).threads, after: never });
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as Error).message).toMatch(/it is Parquet that cannot be decoded/);
    expect((error as Error).message).not.toMatch(/Muster/);
  });

  test('rethrows errors of reading the bytes unchanged', async () => {
    const replaced = new Error('the object was replaced');
    const source: ByteSource = {
      size: FILE.length,
      // biome-ignore lint/correctness/useYield: it fails before
      async *read() {
        throw replaced;
      },
    };
    expect(await refusalOf(source, { threads: new Threads() })).toBe(replaced);
  });
});

describe('Threads that decode', () => {
  test('are reused for a file that is opened, sampled and read, and ended when they are idle', async () => {
    const started: Worker[] = [];
    let end = () => {};
    const threads = new Threads(
      () => {
        started.push(startThread());
        return started.at(-1)!;
      },
      (_, action) => {
        end = action;
        return () => {};
      },
    );
    for (let file = 0; file < 3; file += 1) {
      const { batches } = await parquetContents(sourceOf(FILE), { ...defaultThreads, threads });
      for await (const _ of batches(BEGINNING, true)) break;
      let rows = 0;
      for await (const records of batches(BEGINNING, true)) rows += records.length;
      expect(rows).toBe(5);
    }
    expect(started).toHaveLength(1);
    end();
    await once(started[0]!, 'exit');
    const { header } = await parquetContents(sourceOf(FILE), { ...defaultThreads, threads });
    expect(header).toEqual(['id']);
    expect(started).toHaveLength(2);
    await started[1]!.terminate();
  });

  test('do not mix an abandoned file with the next one', async () => {
    const rows = (from: number) => Array.from({ length: 9000 }, (_, index) => `${from + index}`);
    const large = (from: number) =>
      sourceOf(new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: rows(from) }] })));
    const options = { ...defaultThreads, threads: new Threads() };
    const left = await parquetContents(large(0), options);
    const next = await parquetContents(large(50_000), options);
    for await (const _ of left.batches(BEGINNING, true)) break;
    const ids: unknown[] = [];
    for await (const records of next.batches(BEGINNING, true))
      for (const record of records) ids.push('value' in record && (record.value as unknown[])[0]);
    expect(ids).toEqual(rows(50_000));
  });

  test('decode two files at the same time', async () => {
    const options = { ...defaultThreads, threads: new Threads() };
    const opened = [
      await parquetContents(sourceOf(FILE), options),
      await parquetContents(sourceOf(FILE), options),
    ];
    const both = opened.map(({ batches }) => batches(BEGINNING, true)[Symbol.asyncIterator]());
    const lengths = await Promise.all(both.map(async (one) => (await one.next()).value?.length));
    expect(lengths).toEqual([2, 2]);
    await Promise.all(both.map((one) => one.return?.()));
  });
});
