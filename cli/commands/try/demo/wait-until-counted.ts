import { setTimeout as sleep } from 'node:timers/promises';
import { type Receipt, receipt, receiptsFolder } from '../../../../shared/contracts/index.ts';
import { several } from '../../../../shared/lib/index.ts';
import type { ObjectReader } from '../../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../../shared/lib/object-store/s3/index.ts';
import { readIfValid } from '../../../../shared/publication/index.ts';
import { CommandError, count, type Step } from '../../../command-line/terminal.ts';
import type { AwsClients } from '../../../deployment/aws-clients.ts';
import type { Outputs } from '../../../deployment/deployment.ts';
import { type QueueCounts, queueCounts } from '../../../deployment/queue-counts.ts';

/** The messages and files of a study that were sent. */
export interface SentStudy {
  readonly study: string;
  readonly messages: number;
  /** Names of the exports, without their folder. */
  readonly files: readonly string[];
}

/** The deployment to watch, and the step that shows the progress. */
export interface Waiting {
  readonly aws: AwsClients;
  readonly outputs: Outputs;
  readonly step: Step;
  readonly interrupted: AbortSignal;
}

const POLL_EVERY_MS = 300;

/**
 * Waits until every message is recorded and every file is imported, and shows the remaining parts.
 *
 * @returns the number of rows and receipts, in words
 * @throws CommandError if a message becomes a dead letter, or a file is not imported in full
 */
export async function waitUntilCounted(
  sent: SentStudy,
  { aws: { sqs, s3 }, outputs, step, interrupted }: Waiting,
): Promise<string> {
  const exports = s3ObjectStore(s3, outputs.ExportsBucketName);
  for (;;) {
    // Receipts are read after the queues, because every receipt exists when its queue is empty.
    const queues = await queueCounts(sqs, outputs);
    const receipts = await readReceipts(exports, sent.study);
    checkNothingFailed(queues, receipts);
    const awaited = missingParts(sent, queues, receipts);
    if (awaited.length === 0)
      return `${count(receipts.reduce((sum, { rows }) => sum + rows, 0))} rows, ${receipts.length} receipts`;
    step.show(awaited.join('; '));
    await sleep(POLL_EVERY_MS, undefined, { signal: interrupted });
  }
}

async function readReceipts(exports: ObjectReader, study: string): Promise<Receipt[]> {
  const found: Receipt[] = [];
  for await (const key of exports.list(receiptsFolder(study))) {
    const read = key.endsWith('/receipt.json') ? await readIfValid(exports, key, receipt) : null;
    if (read) found.push(read);
  }
  return found;
}

function checkNothingFailed(queues: readonly QueueCounts[], receipts: readonly Receipt[]): void {
  for (const { queue, deadLetters } of queues)
    if (deadLetters > 0)
      throw new CommandError(
        `${count(deadLetters)} messages of the queue ${queue} failed too often, and are now dead letters`,
      );
  const failed = receipts.find(({ status, rejected }) => status !== 'finished' || rejected > 0);
  if (failed) throw new CommandError(`an export was not imported in full: ${JSON.stringify(failed)}`);
}

/** The parts that are still missing, in words. Empty if everything is counted. */
export function missingParts(
  { messages, files }: SentStudy,
  queues: readonly QueueCounts[],
  receipts: readonly Pick<Receipt, 'object'>[],
): string[] {
  const countsOf = (name: QueueCounts['queue']) => queues.find(({ queue }) => queue === name)!;
  const [votes, imports] = [countsOf('votes'), countsOf('imports')];
  const missing = files.filter((file) => !receipts.some(({ object }) => object === file));
  const parts: string[] = [];
  if (votes.waiting + votes.underWay > 0) {
    const taken = Math.max(0, messages - votes.waiting);
    const inFlight = `${votes.waiting === 0 ? 'waiting for ' : ''}${count(votes.underWay)} in flight`;
    parts.push(`${count(taken)} of ${count(messages)} messages taken, ${inFlight}`);
  }
  if (missing.length > 0) parts.push(`waiting for the receipt of ${missing.join(' and ')}`);
  else if (imports.waiting + imports.underWay > 0)
    parts.push(`waiting for ${several(imports.waiting + imports.underWay, 'message')} about files`);
  return parts;
}
