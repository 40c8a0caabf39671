import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Duration } from 'aws-cdk-lib/core';
import { receiptsFolder } from '../../shared/contracts/index.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { killBusyProcesses } from '../support/killer.ts';
import { MOOVE_MAPPING, mooveExport } from '../support/moove-export.ts';
import { plainBucket } from '../support/objects.ts';
import { comeAgainAfter } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { until, WAIT_SECONDS } from '../support/until.ts';

/** The study of the large files. */
export const LARGE_STUDY = 'large';

/** A large file, and the conditions of its import. */
export interface LargeFile {
  readonly name: string;
  /** The content in chunks. */
  readonly content: Iterable<string>;
  /** The mapping of the file. */
  readonly mapping?: object;
  /** Time limit of one run of the function in seconds. */
  readonly seconds: number;
  /** Number of runs that are killed during work. */
  readonly kills: number;
  /** Maximum wait for the receipt in seconds. */
  readonly waitSeconds?: number;
}

/** A MOOVE export by {@link mooveExport}, with its mapping. */
export const mooveFile = (records: number, answerLength: number) => ({
  name: 'moove.json',
  content: mooveExport(records, answerLength),
  mapping: MOOVE_MAPPING,
});

export interface LargeRun {
  readonly receipt: Receipt;
  /** Number of receipts, of this file and of others. */
  readonly receipts: number;
  /** Length of the file in bytes. */
  readonly size: number;
  readonly killed: number;
  /** Peak resident memory of a function's process in bytes. */
  readonly peakMemory: number;
  /** Seconds from the upload of the file to its receipt. */
  readonly seconds: number;
  /** Number of log lines that report a continuation in another run. */
  readonly handedOver: number;
}

/** Imports a large file through the deployed function, which is killed repeatedly. */
export async function importLarge(file: LargeFile): Promise<LargeRun> {
  const { name, content, mapping, seconds, kills, waitSeconds = WAIT_SECONDS } = file;
  const key = `exports/${LARGE_STUDY}/${name}`;
  const running = await runStack({ timings: { importTimeout: Duration.seconds(seconds) } });
  try {
    const { aws, output, log } = running;
    await comeAgainAfter(aws.sqs, output('ImportsQueueUrl'), seconds + 1);
    const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
    await bucket.put(`protocols/${LARGE_STUDY}.json`, '{}');
    if (mapping) await bucket.put(`${key}.mapping.json`, JSON.stringify(mapping));
    const size = await upload(aws.s3, { Bucket: output('ExportsBucketName'), Key: key }, content);
    const began = performance.now();
    const lambda = output('ImportExportFunctionName');
    const targets = kills === 0 ? [] : [{ function: lambda, work: 4000, peace: 500 }];
    const killer = killBusyProcesses(running, targets, seededRandom(3));
    let peakMemory = 0;
    let killing = true;
    const seen = async () => {
      peakMemory = Math.max(peakMemory, memoryOf(running, lambda));
      const killed = killer.hits().length;
      if (killing && killed >= kills) {
        await killer.stop();
        killing = false;
      }
      const keys = await bucket.keys(receiptsFolder(LARGE_STUDY));
      const receipts = keys.filter((key) => key.endsWith('/receipt.json'));
      return { receipts, killed, handedOver: handedOver(log) };
    };
    const { receipts } = await until('the receipt', seen, ({ receipts }) => receipts.length > 0, {
      seconds: waitSeconds,
      everyMs: 200,
    });
    await killer.stop();
    return {
      receipt: receipt.parse(await bucket.json(receipts[0]!)),
      receipts: receipts.length,
      size,
      killed: killer.hits().length,
      peakMemory,
      seconds: (performance.now() - began) / 1000,
      handedOver: handedOver(log),
    };
  } finally {
    await running.stop();
  }
}

const handedOver = (log: readonly string[]): number =>
  log.filter((line) => line.includes('import continues in another run')).length;

/** @returns the length of the object in bytes */
async function upload(
  client: S3Client,
  target: { readonly Bucket: string; readonly Key: string },
  content: Iterable<string>,
): Promise<number> {
  let size = 0;
  function* measured() {
    for (const part of content) {
      size += Buffer.byteLength(part);
      yield part;
    }
  }
  const Body = Readable.from(measured(), { objectMode: false });
  await new Upload({ client, params: { ...target, Body } }).done();
  return size;
}

/** Peak memory of a function's process in bytes, as Linux measures it. 0 if the process has just ended. */
function memoryOf({ stack }: RunningStack, name: string): number {
  const peaks = stack.processes().map((process) => {
    if (process.function !== name) return 0;
    try {
      const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  });
  return Math.max(0, ...peaks);
}
