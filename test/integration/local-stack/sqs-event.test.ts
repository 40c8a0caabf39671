import { describe, expect, test } from 'vitest';
import { failedItems, sqsEvent } from '../../../cli/local-stack/sqs-event.ts';

const batch = new Set(['a', 'b']);
const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("a function's answer to a batch", () => {
  test.each([null, undefined, {}, { batchItemFailures: [] }, { batchItemFailures: null }])(
    'means full success if it is %j',
    (response) => expect(failedItems(response, batch)).toEqual(new Set()),
  );

  test('returns exactly the messages that it names to the queue', () => {
    expect(failedItems(failures('b'), batch)).toEqual(new Set(['b']));
  });

  test.each([
    ['an unknown id', failures('a', 'c')],
    ['an empty id', failures('')],
    ['no id', failures(null)],
    ['another field name', { batchItemFailures: [{ id: 'a' }] }],
    ['a bare text', { batchItemFailures: ['a'] }],
    ['no list', { batchItemFailures: 'a' }],
    ['plain text', 'done'],
  ])('fails the whole batch if it contains %s', (_, response) => {
    expect(failedItems(response, batch)).toEqual(batch);
  });
});

test('a message reaches the function in the format of an SQS event', () => {
  const message = {
    MessageId: 'm',
    ReceiptHandle: 'r',
    Body: '{}',
    MD5OfBody: '99914b932bd37a50b983c5e7c90ae93b',
    Attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1700000000000', SenderId: 's' },
    MessageAttributes: { source: { DataType: 'String', StringValue: 'app' } },
  };
  expect(sqsEvent([message], 'arn:q').Records).toEqual([
    {
      messageId: 'm',
      receiptHandle: 'r',
      body: '{}',
      md5OfBody: '99914b932bd37a50b983c5e7c90ae93b',
      attributes: {
        ApproximateReceiveCount: '3',
        SentTimestamp: '1700000000000',
        SenderId: 's',
        ApproximateFirstReceiveTimestamp: '',
      },
      messageAttributes: {
        source: { dataType: 'String', stringValue: 'app', stringListValues: [], binaryListValues: [] },
      },
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:q',
      awsRegion: 'us-east-1',
    },
  ]);
});
