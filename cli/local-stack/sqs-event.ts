import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { REGION } from './naming.ts';

function messageAttributes(message: Message): SQSRecord['messageAttributes'] {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return Object.fromEntries(
    attributes.map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType ?? 'String',
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
      },
    ]),
  );
}

/**
 * The event that Lambda builds from received messages. Counts and times are strings, and names are in lower camel
 * case.
 */
export function sqsEvent(messages: Message[], queueArn: string): SQSEvent {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: {
        ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '',
        SentTimestamp: message.Attributes?.SentTimestamp ?? '',
        SenderId: message.Attributes?.SenderId ?? '',
        ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '',
      },
      messageAttributes: messageAttributes(message),
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: REGION,
    })),
  };
}

/**
 * The messages that a function returns to the queue with ReportBatchItemFailures, by Lambda's rules. No answer or an
 * empty list means full success. A list with an id outside the batch fails the whole batch.
 * @returns ids of the messages to keep in the queue
 */
export function failedItems(response: unknown, batch: ReadonlySet<string>): ReadonlySet<string> {
  if (response === null || response === undefined) return new Set();
  if (typeof response !== 'object') return batch;
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return batch;
  const ids = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  const known = ids.filter((id): id is string => typeof id === 'string' && batch.has(id));
  return known.length === ids.length ? new Set(known) : batch;
}
