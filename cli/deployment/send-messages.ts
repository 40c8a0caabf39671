import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { OwnError, pauseAfter, realPace } from '../../shared/lib/index.ts';

/** Limits of a batch call: number of messages, and their total size in bytes. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/**
 * Sends message bodies to a queue, in batches as large as the service allows. Yields the number of messages sent so
 * far.
 */
export async function* sendMessages(
  sqs: SQSClient,
  queueUrl: string,
  bodies: Iterable<string> | AsyncIterable<string>,
) {
  let batch: string[] = [];
  let bytes = 0;
  let sent = 0;
  for await (const body of bodies) {
    const size = Buffer.byteLength(body);
    if (batch.length === MAX_ENTRIES || (batch.length > 0 && bytes + size > MAX_BYTES)) {
      await sendBatch(sqs, queueUrl, batch);
      sent += batch.length;
      yield sent;
      batch = [];
      bytes = 0;
    }
    batch.push(body);
    bytes += size;
  }
  if (batch.length > 0) await sendBatch(sqs, queueUrl, batch);
  yield sent + batch.length;
}

const MAX_TRIES = 5;
const BACKOFF = { firstPause: 400, longestPause: 3200 };
/** Only one sender runs, so its pauses need no jitter. */
const PACE = { ...realPace, random: () => 1 };

/** A batch call can succeed for some messages only. The others are sent again, a few times. */
async function sendBatch(sqs: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  let left = bodies;
  for (let tries = 1; ; tries++) {
    const entries = left.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    const failed = answer.Failed ?? [];
    if (failed.length === 0) return;
    if (tries === MAX_TRIES || failed.some(({ SenderFault }) => SenderFault))
      throw new OwnError(`the queue refused ${failed.length} messages: ${failed[0]?.Code}`);
    left = failed.map(({ Id }) => left[Number(Id)]!);
    await pauseAfter(tries, BACKOFF, PACE);
  }
}
