import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { OwnError, pauseAfter, requestLimits } from '../../shared/lib/index.ts';

/** Operations on the queue that invokes the functions. Receipt handles identify the messages. */
export interface Messages {
  /** @throws if SQS refuses to delete a message */
  remove(handles: readonly string[]): Promise<void>;
  /**
   * Hides messages for the given number of seconds from now.
   * @throws if SQS refuses to hide a message
   */
  hide(messages: readonly { readonly handle: string; readonly seconds: number }[]): Promise<void>;
  send(body: string, delaySeconds?: number): Promise<void>;
}

/** Maximum number of messages in one SQS request. */
const MAX_MESSAGES_PER_REQUEST = 10;
/** Maximum number of attempts for entries that SQS does not accept because of an internal fault. */
const MAX_TRIES = 3;
const BACKOFF = { firstPause: 200, longestPause: 400 };

/** The endpoint decides where requests go, and not the host in the queue's URL, which an emulator may make up. */
export const sqsClient = (): SQSClient =>
  new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: requestLimits(10_000) });

export function sqsMessages(client: SQSClient, queueUrl: string): Messages {
  return {
    remove: (handles) =>
      inBatches(
        handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
        (Entries) => client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
      ),
    hide: (messages) =>
      inBatches(
        messages.map(({ handle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: seconds,
        })),
        (Entries) => client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })),
      ),
    async send(body, delaySeconds = 0) {
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
      );
    },
  };
}

type Send<Entry> = (entries: Entry[]) => Promise<{ readonly Failed?: BatchResultErrorEntry[] | undefined }>;

/**
 * Sends entries in requests of ten. SQS may report success for a request without accepting each entry. Those
 * entries are sent again.
 * @throws if entries remain that SQS has not accepted, or cannot accept
 */
async function inBatches<Entry extends { Id: string }>(
  entries: readonly Entry[],
  send: Send<Entry>,
): Promise<void> {
  for (let from = 0; from < entries.length; from += MAX_MESSAGES_PER_REQUEST) {
    let part = entries.slice(from, from + MAX_MESSAGES_PER_REQUEST);
    for (let tries = 1; ; tries += 1) {
      const { Failed = [] } = await send(part);
      if (Failed.length === 0) break;
      if (tries === MAX_TRIES || Failed.some(({ SenderFault }) => SenderFault))
        throw refusal(Failed, part.length);
      const failed = new Set(Failed.map(({ Id }) => Id));
      part = part.filter(({ Id }) => failed.has(Id));
      await pauseAfter(tries, BACKOFF);
    }
  }
}

function refusal(failed: readonly BatchResultErrorEntry[], of: number): Error {
  const codes = new Set(failed.map(({ Code }) => Code));
  return new OwnError(`SQS did not take ${failed.length} of ${of} messages: ${[...codes].join(', ')}`);
}
