import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receipt } from '../../shared/importing/receipt.ts';
import { receiptsPrefix } from '../../shared/importing/receipt-keys.ts';
import { ledgerId, type StudyStore } from '../../shared/store/port.ts';
import { type Books, countersOf, foldOf, ledgerOf } from '../support/books.ts';
import { FAULTS } from '../support/faults/wording.ts';
import { plainBucket } from '../support/objects.ts';
import { takeAll } from '../support/queues.ts';
import { type ChaoticRun, chaoticRun, STUDY } from './chaotic-run.ts';

let run: ChaoticRun;
let store: StudyStore;
let expected: Books;
beforeAll(async () => {
  run = await chaoticRun();
  store = await run.running.study(STUDY);
  expected = foldOf(run.events, store.settings.criteria);
});
afterAll(() => run?.stop());

describe('everything did go wrong', () => {
  test('functions were killed while they worked, at least twenty times, both kinds of them', () => {
    const hits = run.killer.hits().map((hit) => hit.function);
    const { output } = run.running;
    expect(hits.length).toBeGreaterThanOrEqual(20);
    expect(new Set(hits)).toEqual(
      new Set([output('RecordVotesFunctionName'), output('ImportExportFunctionName')]),
    );
  });

  test.each(FAULTS)('calls to AWS met the fault %s', (fault) =>
    expect(run.proxy.total()[fault]).toBeGreaterThanOrEqual(5),
  );
});

describe('and every event counts exactly once', () => {
  test('the sum of tallies over the ledger is what folding each distinct event in memory gives', async () => {
    expect(Object.keys(expected).length).toBeGreaterThan(1000);
    expect(await ledgerOf(store)).toEqual(expected);
  });

  test('and so are the counters', async () => {
    expect(await countersOf(store)).toEqual(expected);
  });

  test('the ledger holds each judgment, and none that nobody sent', async () => {
    const held: string[] = [];
    for await (const { clinician } of store.participants())
      for await (const row of store.judgments(clinician)) held.push(ledgerId(row));
    expect(held.sort()).toEqual([...new Set(run.events.map(ledgerId))].sort());
  });
});

/** How many rejects a list has. Conflicts are listed beside them. */
const rejectsIn = (list: string): number =>
  list.split('\n').filter((line) => line !== '' && JSON.parse(line).reason !== 'conflict').length;

describe('receipts add up', () => {
  const receipts = async () => {
    const bucket = plainBucket(run.running.aws.s3, run.running.output('ExportsBucketName'));
    const keys = (await bucket.keys(receiptsPrefix(STUDY))).filter((key) => key.endsWith('/receipt.json'));
    return Promise.all(
      keys.map(async (key) => ({
        rejects: rejectsIn(await bucket.text(key.replace('receipt.json', 'rejects.jsonl'))),
        ...receipt.parse(await bucket.json(key)),
      })),
    );
  };

  test('there is one a file, to the rows of the file', async () => {
    const rows = (await receipts()).map(({ object, status, rows, events, rejected, rejects }) => [
      object,
      { status, rows, events, rejected, rejects },
    ]);
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(
        [...run.exports].map(([name, { rows, broken }]) => [
          name,
          { status: 'finished', rows, events: rows, rejected: broken, rejects: broken },
        ]),
      ),
    );
    expect(rows).toHaveLength(run.exports.size);
  });

  test('a file that is its rows, each told once, and none twice', async () => {
    for (const {
      events,
      recorded,
      duplicate,
      revised,
      retracted,
      stale,
      conflict,
      rejected,
    } of await receipts())
      expect(recorded + duplicate + revised + retracted + stale + conflict + rejected).toBe(events);
  });

  test('what both copies of an export hold was recorded from one of them', async () => {
    const copies = (await receipts()).filter(({ object }) => object.startsWith('march'));
    const sum = (name: 'recorded' | 'duplicate') => copies.reduce((total, copy) => total + copy[name], 0);
    expect([sum('recorded'), sum('duplicate')]).toEqual([run.droppedTwice, run.droppedTwice]);
  });
});

describe('dead letters', () => {
  test('are the poisonous messages and nothing else', async () => {
    const { aws, output } = run.running;
    expect((await takeAll(aws.sqs, output('VotesDeadLetterQueueUrl'))).sort()).toEqual(
      [...run.poison].sort(),
    );
  });

  test('hold no import', async () => {
    const { aws, output } = run.running;
    expect(await takeAll(aws.sqs, output('ImportsDeadLetterQueueUrl'))).toEqual([]);
  });
});
