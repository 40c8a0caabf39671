import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { openContents } from '../../../../shared/imports/containers/open-contents.ts';
import { BEGINNING, type Place } from '../../../../shared/lib/place.ts';
import { sourceOf } from '../bytes.ts';

const ROWS = 120_000;
const FILE = new Uint8Array(
  parquetWriteBuffer({
    columnData: [{ name: 'id', data: Array.from({ length: ROWS }, (_, index) => `id-${index}`) }],
    rowGroupSize: ROWS,
  }),
);

/** Lengths of the batches from a place on, and the first cell of each row. */
async function read(from: Place) {
  const contents = await openContents(sourceOf(FILE), () => true, { known: new Set() });
  const [batches, ids]: [number[], unknown[]] = [[], []];
  for await (const records of contents.batches(from, true)) {
    batches.push(records.length);
    for (const record of records) if ('value' in record) ids.push((record.value as unknown[])[0]);
  }
  return { batches, ids };
}

test('a large Parquet row group is decoded in parts, and gives all rows in order', async () => {
  const { batches, ids } = await read(BEGINNING);
  expect(Math.max(...batches)).toBeLessThanOrEqual(50_000);
  expect(ids).toEqual(Array.from({ length: ROWS }, (_, index) => `id-${index}`));
});

test('reading resumes in the middle of a Parquet row group', async () => {
  const { ids } = await read({ line: 70_001, byteOffset: 4 });
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([50_000, 'id-70000', 'id-119999']);
});
