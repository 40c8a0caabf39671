import { describe, expect, test } from 'vitest';
import { missingParts } from '../../../cli/commands/try/demo/wait-until-counted.ts';
import type { QueueCounts } from '../../../cli/deployment/queue-counts.ts';

const HANDED_OVER = { study: 'demo', messages: 12_701, files: ['votes.csv', 'ratings.jsonl.gz'] };
const BOTH = HANDED_OVER.files.map((object) => ({ object }));

const queues = (votes: Partial<QueueCounts>, imports: Partial<QueueCounts> = {}): QueueCounts[] => [
  { queue: 'votes', waiting: 0, underWay: 0, deadLetters: 0, ...votes },
  { queue: 'imports', waiting: 0, underWay: 0, deadLetters: 0, ...imports },
];

describe('the demo', () => {
  test('counts the messages taken since the first one was sent, and those in flight', () => {
    expect(missingParts(HANDED_OVER, queues({ waiting: 4701, underWay: 100 }), BOTH)).toEqual([
      '8,000 of 12,701 messages taken, 100 in flight',
    ]);
  });

  test('waits for messages in flight after all are taken', () => {
    expect(missingParts(HANDED_OVER, queues({ underWay: 34 }), BOTH)).toEqual([
      '12,701 of 12,701 messages taken, waiting for 34 in flight',
    ]);
  });

  test('names the files without a receipt', () => {
    expect(missingParts(HANDED_OVER, queues({ underWay: 1 }, { underWay: 2 }), [BOTH[0]!])).toEqual([
      '12,701 of 12,701 messages taken, waiting for 1 in flight',
      'waiting for the receipt of ratings.jsonl.gz',
    ]);
  });

  test('waits for the messages about files after their receipts', () => {
    expect(missingParts(HANDED_OVER, queues({}, { underWay: 1 }), BOTH)).toEqual([
      'waiting for 1 message about files',
    ]);
  });

  test('waits for nothing when the queues are empty and the receipts exist', () => {
    expect(missingParts(HANDED_OVER, queues({}), BOTH)).toEqual([]);
  });
});
