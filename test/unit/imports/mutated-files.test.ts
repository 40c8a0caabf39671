import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { EVENT_OUTCOMES } from '../../../shared/ledger/apply.ts';
import { workbookOf } from '../../support/workbook-file.ts';
import { attempt, countersOf, newWorld } from './importing.ts';
import { mutated, randomNumbers } from './mutated.ts';

const FILES_PER_FORM = 200;
const ROWS = 24;

const votes = Array.from({ length: ROWS }, (_, index) => ({
  judgment: `j${index}`,
  clinician: `rater-${index % 5}`,
  specialty: ['cardiology', 'oncology'][index % 2]!,
  at: `2026-03-01T09:${10 + index}:00Z`,
  first: `model-${index % 3}`,
  second: `model-${3 + (index % 2)}`,
  outcome: ['first', 'second', 'tie', 'both_bad'][index % 4]!,
}));
const names = Object.keys(votes[0]!) as (keyof (typeof votes)[number])[];
const csv = [names.join(','), ...votes.map((vote) => names.map((name) => `"${vote[name]}"`).join(','))].join(
  '\n',
);
const events = votes.map((vote) => ({ kind: 'vote', study: 'moove', ...vote }));
const jsonl = events.map((event) => JSON.stringify(event)).join('\n');
const parquet = (codec: 'SNAPPY' | 'UNCOMPRESSED') =>
  parquetWriteBuffer({
    columnData: names.map((name) => ({
      name,
      data: votes.map((vote, row) => (row === 7 ? null : vote[name])),
    })),
    rowGroupSize: 10,
    codec,
  });

/** Several files in each form. The test uses them in turn. */
const FORMS: Readonly<Record<string, readonly (string | ArrayBuffer | Uint8Array)[]>> = {
  CSV: [csv, csv.replaceAll('"', ''), csv.replaceAll('\n', '\r\n')],
  JSONL: [jsonl],
  JSON: [JSON.stringify(events), JSON.stringify(events, null, 1)],
  gzip: [
    gzipSync(csv),
    Buffer.concat([gzipSync(`${csv}\n`), gzipSync('j,c,s,2026-03-01T09:10:00Z,A,B,tie\n')]),
  ],
  workbook: [
    workbookOf({ sheets: [{ rows: [names, ...votes.map((vote) => names.map((name) => vote[name]))] }] }),
  ],
  Parquet: [parquet('SNAPPY'), parquet('UNCOMPRESSED')],
};

describe.each(Object.entries(FORMS))('The import of 200 damaged files in %s', (form, originals) => {
  test('each ends with a receipt that accounts for every row', async () => {
    const statuses = new Map<string, number>();
    for (let seed = 1; seed <= FILES_PER_FORM; seed += 1) {
      const random = randomNumbers(seed * 1000 + form.length);
      const content = mutated(
        new Uint8Array(Buffer.from(originals[seed % originals.length] as string)),
        random,
      );
      const world = newWorld();
      const result = await attempt(world, content);
      const where = `seed ${seed}`;
      expect(result.status, where).toBe('concluded');
      const receipt = world.receipts.receipt!;
      statuses.set(receipt.status, (statuses.get(receipt.status) ?? 0) + 1);
      expect(receipt.message ?? 'finished', where).not.toMatch(/rater-|within \d+ seconds|more memory/);

      const outcomes = EVENT_OUTCOMES.reduce((sum, outcome) => sum + receipt[outcome], 0);
      expect(outcomes + receipt.rejected, where).toBe(receipt.events);
      // A row is one event; an element of a JSON array may be a list of events.
      if (form.startsWith('JSON')) expect(receipt.events, where).toBeGreaterThanOrEqual(receipt.rows);
      else expect(receipt.events, where).toBe(receipt.rows);
      const rejects = world.receipts.rejects.split('\n').filter((line) => line !== '');
      // Conflicts are also listed, but counted separately.
      expect(rejects.length, where).toBe(receipt.rejected + receipt.conflict);
      const cells = await countersOf(world);
      const counted = cells.reduce(
        (sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
        0,
      );
      expect(counted, where).toBe(receipt.recorded);
    }
    // With these changes, some files are read to their end and others are not.
    expect([...statuses.keys()].sort()).toEqual(['failed', 'finished']);
  });
});
