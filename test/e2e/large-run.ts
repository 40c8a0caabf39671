import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Upload } from '@aws-sdk/lib-storage';
import { Duration } from 'aws-cdk-lib/core';
import { seededRandom } from '../../local/generate/random.ts';
import { type Receipt, receipt } from '../../shared/importing/receipt.ts';
import { receiptsPrefix } from '../../shared/importing/receipt-keys.ts';
import { killBusyProcesses } from '../support/killer.ts';
import { MOOVE_MAPPING, mooveExport } from '../support/moove-export.ts';
import { plainBucket } from '../support/objects.ts';
import { comeAgainAfter } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';

const STUDY = 'large';
const KEY = `exports/${STUDY}/moove.json`;

export interface LargeExport {
  readonly records: number;
  /** Length of each answer, bytes. */
  readonly answerLength: number;
  /** Time of one run of the function, seconds. */
  readonly seconds: number;
  /** Runs that are killed while they work. */
  readonly kills: number;
}

export interface LargeRun {
  readonly receipt: Receipt;
  /** Receipts there are: of the file and of nothing else. */
  readonly receipts: number;
  readonly killed: number;
  /** Most resident memory of a function's process, bytes. */
  readonly peakMemory: number;
  /** From the drop of the file to its receipt. */
  readonly seconds: number;
  /** Lines of the log that say that a run handed over to the next. */
  readonly handedOver: number;
}

/** Imports a large MOOVE export through the function as it would be deployed, which is killed again and again. */
export async function importLarge({ records, answerLength, seconds, kills }: LargeExport): Promise<LargeRun> {
  const running = await runStack({ timings: { importTimeout: Duration.seconds(seconds) } });
  try {
    const { aws, output, log } = running;
    await comeAgainAfter(aws.sqs, output('ImportsQueueUrl'), seconds + 1);
    const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
    await bucket.put(`protocols/${STUDY}.json`, '{}');
    await bucket.put(`${KEY}.mapping.json`, JSON.stringify(MOOVE_MAPPING));
    const Body = Readable.from(mooveExport(records, answerLength), { objectMode: false });
    await new Upload({
      client: aws.s3,
      params: { Bucket: output('ExportsBucketName'), Key: KEY, Body },
    }).done();
    const began = performance.now();
    const name = output('ImportExportFunctionName');
    const killer = killBusyProcesses(running, [{ function: name, work: 4000, peace: 500 }], seededRandom(3));
    let peakMemory = 0;
    let receipts: string[] = [];
    let killing = true;
    while (receipts.length === 0) {
      peakMemory = Math.max(peakMemory, memoryOf(running, name));
      if (killing && killer.hits().length >= kills) {
        await killer.stop();
        killing = false;
      }
      await sleep(200);
      receipts = (await bucket.keys(receiptsPrefix(STUDY))).filter((key) => key.endsWith('/receipt.json'));
    }
    await killer.stop();
    return {
      receipt: receipt.parse(await bucket.json(receipts[0]!)),
      receipts: receipts.length,
      killed: killer.hits().length,
      peakMemory,
      seconds: (performance.now() - began) / 1000,
      handedOver: log.filter((line) => line.includes('import goes on in another run')).length,
    };
  } finally {
    await running.stop();
  }
}

/** Most memory that a function's process has taken so far, bytes, as Linux counts it; 0 where it has just ended. */
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
