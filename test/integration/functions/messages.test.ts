import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqsMessages } from '../../../functions/support/messages.ts';

type Failed = { Id: string; Code: string; SenderFault: boolean; Message?: string };

/** A queue that reports success, but does not accept some entries. */
function partlyTaking(refuse: (id: string, request: number) => Pick<Failed, 'Code' | 'SenderFault'> | null) {
  const client = new SQSClient({ region: 'us-east-1' });
  const asked: string[][] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const { Entries } = input as { Entries: { Id: string }[] };
        const Failed = Entries.flatMap(({ Id }) => {
          const refused = refuse(Id, asked.length);
          return refused ? [{ Id, ...refused }] : [];
        });
        asked.push(Entries.map(({ Id }) => Id));
        return { response: {}, output: { $metadata: {}, Failed } };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { asked, queue: sqsMessages(client, 'http://127.0.0.1:9/0/votes') };
}

const handles = (count: number) => Array.from({ length: count }, (_, index) => `handle ${index}`);
const busy = { Code: 'InternalError', SenderFault: false };

test('a message that SQS fails to delete is deleted in the next attempt, and only that one', async () => {
  const { queue, asked } = partlyTaking((id, request) => (id === '2' && request === 0 ? busy : null));
  await queue.remove(handles(4));
  expect(asked).toEqual([['0', '1', '2', '3'], ['2']]);
});

test('messages are hidden in requests of ten, and each is retried until SQS accepts it', async () => {
  const { queue, asked } = partlyTaking((id, request) => (id === '11' && request < 3 ? busy : null));
  await queue.hide(handles(12).map((handle) => ({ handle, seconds: 60 })));
  expect(asked.slice(1)).toEqual([['10', '11'], ['11'], ['11']]);
});

test('messages that SQS does not accept in any attempt are reported as an error', async () => {
  const { queue, asked } = partlyTaking((id) => (id === '1' ? busy : null));
  await expect(queue.remove(handles(3))).rejects.toThrow('SQS did not take 1 of 1 messages: InternalError');
  expect(asked).toHaveLength(3);
});

test('messages that SQS cannot accept are not retried', async () => {
  const invalid = { Code: 'ReceiptHandleIsInvalid', SenderFault: true };
  const { queue, asked } = partlyTaking(() => invalid);
  await expect(queue.hide([{ handle: 'x', seconds: 1 }])).rejects.toThrow('ReceiptHandleIsInvalid');
  expect(asked).toHaveLength(1);
});
