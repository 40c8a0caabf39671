import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Stack } from '../../../cli/local-stack/index.ts';

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  dynamodb: DynamoDBClient;
  /** Sends up to ten messages in one request. */
  send(queueUrl: string, ...bodies: string[]): Promise<void>;
  /** Makes up to ten received messages visible again in one request, by their receipt handles. */
  show(queueUrl: string, handles: readonly string[]): Promise<void>;
  /** Receives and deletes the next message of a queue. Undefined if there is none within `seconds`. */
  take(queueUrl: string, seconds: number): Promise<Message | undefined>;
  destroy(): void;
}

/** Plain SDK clients of a stack. */
export function clientsOf({ endpoints }: Stack): Clients {
  const s3 = new S3Client({ ...settings, endpoint: endpoints.s3 });
  const sqs = new SQSClient({ ...settings, endpoint: endpoints.sqs });
  const dynamodb = new DynamoDBClient({ ...settings, endpoint: endpoints.dynamodb });
  return {
    s3,
    sqs,
    dynamodb,
    send: async (QueueUrl, ...bodies) => {
      const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    },
    show: async (QueueUrl, handles) => {
      const Entries = handles.map((ReceiptHandle, at) => ({
        ...{ Id: String(at), ReceiptHandle },
        VisibilityTimeout: 0,
      }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    },
    take: async (QueueUrl, WaitTimeSeconds) => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
      const [message] = Messages;
      const ReceiptHandle = message?.ReceiptHandle;
      if (ReceiptHandle) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return message;
    },
    destroy: () => {
      for (const client of [s3, sqs, dynamodb]) client.destroy();
    },
  };
}
