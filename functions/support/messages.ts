import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** What the functions ask of the queue that invokes them. Messages are named by their receipt handles. */
export interface Messages {
  remove(handles: readonly string[]): Promise<void>;
  /** Hides messages for so many seconds from now. */
  hide(messages: readonly { readonly handle: string; readonly seconds: number }[]): Promise<void>;
  send(body: string, delaySeconds?: number): Promise<void>;
}

/** Most messages that SQS takes in one request. */
const MOST = 10;

export const sqsClient = (): SQSClient =>
  new SQSClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000 } });

export function sqsMessages(client: SQSClient, queueUrl: string): Messages {
  return {
    async remove(handles) {
      for (const part of parts(handles)) {
        const Entries = part.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
    async hide(messages) {
      for (const part of parts(messages)) {
        const Entries = part.map(({ handle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: seconds,
        }));
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
    async send(body, delaySeconds = 0) {
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }),
      );
    },
  };
}

function* parts<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += MOST) yield list.slice(from, from + MOST);
}
