import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { handleAnnouncements } from '../../../functions/import-export/handle-announcements.ts';
import { receipt } from '../../../shared/contracts/receipt.ts';
import { batch, deployment, message } from './deployment.ts';

const keys = readFileSync(join(import.meta.dirname, '../../cases/folder-and-keys/keys.txt'), 'utf8')
  .split('\n')
  .filter((key) => key !== '');
const [marker, ...files] = keys;

const created = (key: string, etag: string) => ({
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { version: '0', bucket: { name: 'exports' }, object: { key, size: 1, etag }, reason: 'PutObject' },
});

const voteOf = (index: number) =>
  `judgment,clinician,specialty,first,second,outcome\nj${index},c1,card,A,B,first\n`;

test('each file with an unusual key counts once under its own receipt', async () => {
  const world = deployment();
  world.exports.write('protocols/st.json', '{}');
  for (const [index, key] of files.entries()) {
    world.exports.write(key, voteOf(index));
    for (const number of ['1', '2'])
      expect(
        await handleAnnouncements(batch(message(number, created(key, 'e1'))), world, () => 900_000),
      ).toEqual({ batchItemFailures: [] });
  }
  const receipts = files.map((key) =>
    receipt.parse(world.exports.jsonOf(`receipts/${key.slice('exports/'.length)}/e1/receipt.json`)),
  );
  expect(receipts.map(({ object }) => `exports/st/${object}`)).toEqual(files);
  for (const one of receipts) expect(one).toMatchObject({ status: 'finished', recorded: 1, duplicate: 0 });
  expect(world.telemetry.counts.get('EventsRecorded')).toBe(files.length);
});

test('the marker of a folder makes neither a receipt nor an alarm', async () => {
  const world = deployment();
  world.exports.write('protocols/st.json', '{}');
  world.exports.write(marker!, '');
  expect(
    await handleAnnouncements(batch(message('1', created(marker!, 'e1'))), world, () => 900_000),
  ).toEqual({
    batchItemFailures: [],
  });
  expect(world.exports.keys('receipts/')).toEqual([]);
  expect([...world.telemetry.counts.keys()]).toEqual([]);
});
