import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EventSourceDescription } from './description.ts';
import { failedItems, sqsEvent } from './sqs-event.ts';

/** SQS allows at most 10 messages per receive and per batch request. */
const MAX_MESSAGES_PER_REQUEST = 10;
/**
 * Lambda ends a batch at 6 MB of event. The limit is lower here, because message bodies grow when they become JSON
 * strings.
 */
const MAX_EVENT_BYTES = 5_000_000;
const LONG_POLL_SECONDS = 20;

export interface PollerOptions {
  source: EventSourceDescription;
  queueUrl: string;
  /** Maximum number of batches that run at the same time. */
  concurrency: number;
  client: SQSClient;
  invoke(event: unknown): Promise<unknown>;
  log(line: string): void;
}

/**
 * Imitates an event source mapping of Lambda. It gathers messages until the batch is full, its window has passed or
 * the event is large. Then it runs the function and deletes the messages that succeeded. The other messages become
 * visible again after their visibility timeout.
 */
export function startPoller(options: PollerOptions): { stop(): Promise<void> } {
  const { source, queueUrl, concurrency, client, invoke, log } = options;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const receive = async (wanted: number, waitSeconds: number): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(wanted, MAX_MESSAGES_PER_REQUEST),
      WaitTimeSeconds: Math.min(waitSeconds, LONG_POLL_SECONDS),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await client.send(command, { abortSignal: stopping.signal })).Messages ?? [];
  };

  const gather = async (): Promise<Message[]> => {
    const batch = await receive(source.batchSize, LONG_POLL_SECONDS);
    const end = Date.now() + source.windowSeconds * 1000;
    const bytes = () => batch.reduce((sum, { Body = '' }) => sum + Buffer.byteLength(Body), 0);
    while (batch.length > 0 && batch.length < source.batchSize && bytes() < MAX_EVENT_BYTES) {
      const left = end - Date.now();
      if (left <= 0) break;
      // A receive is never aborted to keep the window. If it were, messages that SQS sends at that moment would stay
      // invisible until their visibility timeout.
      const more = await receive(source.batchSize - batch.length, Math.floor(left / 1000));
      batch.push(...more);
      if (more.length === 0 && left < 1000) await sleep(Math.min(50, left));
    }
    return batch;
  };

  const remove = async (messages: Message[]): Promise<void> => {
    for (let start = 0; start < messages.length; start += MAX_MESSAGES_PER_REQUEST) {
      const some = messages.slice(start, start + MAX_MESSAGES_PER_REQUEST);
      const Entries = some.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      if (Failed.length > 0)
        log(`${Failed.length} messages that succeeded cannot be deleted: ${Failed.map(({ Code }) => Code)}`);
    }
  };

  const run = async (batch: Message[]): Promise<void> => {
    const ids = new Set(batch.map(({ MessageId }) => MessageId ?? ''));
    const response = await invoke(sqsEvent(batch, source.queueArn));
    const failed = source.reportsItemFailures ? failedItems(response, ids) : new Set<string>();
    await remove(batch.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
  };

  const explain = (error: unknown) => {
    if (!stopping.signal.aborted) log(error instanceof Error ? error.message : String(error));
  };

  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race(running);
        continue;
      }
      const batch = await gather().catch(async (error: unknown) => {
        explain(error);
        await sleep(500, undefined, { signal: stopping.signal }).catch(() => {});
        return [];
      });
      if (batch.length === 0 || stopping.signal.aborted) continue;
      const work = run(batch)
        .catch(explain)
        .finally(() => running.delete(work));
      running.add(work);
    }
    await Promise.all(running);
  };

  const done = poll();
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}
