import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiptsFolder } from '../../shared/contracts/index.ts';
import { receipt } from '../../shared/contracts/receipt.ts';
import { ledgerId } from '../../shared/ledger/plan.ts';
import type { StudyStore } from '../../shared/ledger/port.ts';
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

describe('a chaotic run has all its faults', () => {
  test('functions of both kinds were killed during work, at least twenty times', () => {
    const hits = run.killer.hits().map((hit) => hit.function);
    const { output } = run.running;
    expect(hits.length).toBeGreaterThanOrEqual(20);
    expect(new Set(hits)).toEqual(
      new Set([output('RecordVotesFunctionName'), output('ImportExportFunctionName')]),
    );
  });

  test.each(FAULTS)('calls to AWS had the fault %s', (fault) =>
    expect(run.proxy.total()[fault]).toBeGreaterThanOrEqual(5),
  );
});

describe('a chaotic run counts every event exactly once', () => {
  test('the sum of tallies over the ledger equals a fold of each distinct event in memory', async () => {
    expect(Object.keys(expected).length).toBeGreaterThan(1000);
    expect(await ledgerOf(store)).toEqual(expected);
  });

  test('the counters equal this sum', async () => {
    expect(await countersOf(store)).toEqual(expected);
  });

  test('the ledger has each judgment that was sent, and no other', async () => {
    const held: string[] = [];
    for await (const { clinician } of store.participants())
      for await (const row of store.judgments(clinician)) held.push(ledgerId(row));
    expect(held.sort()).toEqual([...new Set(run.events.map(ledgerId))].sort());
  });
});

/** The number of rejects in a list. Conflicts are also in the list. */
const rejectsIn = (list: string): number =>
  list.split('\n').filter((line) => line !== '' && JSON.parse(line).reason !== 'conflict').length;

describe('the receipts of a chaotic run are consistent', () => {
  const receipts = async () => {
    const bucket = plainBucket(run.running.aws.s3, run.running.output('ExportsBucketName'));
    const keys = (await bucket.keys(receiptsFolder(STUDY))).filter((key) => key.endsWith('/receipt.json'));
    return Promise.all(
      keys.map(async (key) => ({
        rejects: rejectsIn(await bucket.text(key.replace('receipt.json', 'rejects.jsonl'))),
        ...receipt.parse(await bucket.json(key)),
      })),
    );
  };

  test('each file has one receipt, with the number of its rows', async () => {
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

  test('the rows of a file are its judgments and rejects, each once', async () => {
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

  test('if two copies of an export contain the same judgments, each judgment is recorded once', async () => {
    const copies = (await receipts()).filter(({ object }) => object.startsWith('march'));
    const sum = (name: 'recorded' | 'duplicate') => copies.reduce((total, copy) => total + copy[name], 0);
    expect([sum('recorded'), sum('duplicate')]).toEqual([run.droppedTwice, run.droppedTwice]);
  });
});

describe('the dead letters of a chaotic run', () => {
  test('are exactly the poisonous messages', async () => {
    const { aws, output } = run.running;
    expect((await takeAll(aws.sqs, output('VotesDeadLetterQueueUrl'))).sort()).toEqual(
      [...run.poison].sort(),
    );
  });

  test('include no import', async () => {
    const { aws, output } = run.running;
    expect(await takeAll(aws.sqs, output('ImportsDeadLetterQueueUrl'))).toEqual([]);
  });
});
