import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { workbookOf } from '../../support/workbook-file.ts';
import { FILE_TIME, STUDY } from '../events/study.ts';
import { lines, table } from './formats/files.ts';
import { type File, readAs, refusalOf } from './formats/reading.ts';

const vote = {
  judgment: 'j1',
  clinician: 'c1',
  specialty: 'card',
  first: 'm1',
  second: 'm2',
  outcome: 'tie',
};
const rating = { judgment: 'j2', clinician: 'c1', specialty: 'card', model: 'm1', harmlessness: '1' };
const row = { ...vote, first_version: '2026-01', second_version: 'v 2' };
const event = { kind: 'vote', study: STUDY, ...vote, at: FILE_TIME, modelVersions: ['2026-01', 'v 2'] };

const mapping = {
  row: 'vote',
  columns: {
    ...{ judgment: 'nr', clinician: 'who', specialty: 'area', first: 'l', second: 'r', outcome: 'best' },
    ...{ first_version: 'vl', second_version: 'vr' },
  },
};
const mapped = {
  ...{ nr: 'j1', who: 'c1', area: 'card', l: 'm1', r: 'm2', best: 'tie' },
  ...{ vl: '2026-01', vr: 'v 2' },
};
const parquetOf = (record: object) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: Object.entries(record).map(([name, value]) => ({ name, data: [value] })),
    }),
  );
const workbook = (record: object) =>
  workbookOf({ sheets: [{ rows: [Object.keys(record), Object.values(record)] }] });

const FILES: [string, File][] = [
  ['a CSV in our own form', { content: table([row]) }],
  ['JSON lines in our own form', { content: lines([event]) }],
  ['Parquet in our own form', { content: parquetOf(row) }],
  ['a workbook in our own form', { content: workbook(row) }],
  ['a mapped CSV', { content: table([mapped]), mapping }],
  ['mapped JSON lines', { content: lines([mapped]), mapping }],
  ['mapped Parquet', { content: parquetOf(mapped), mapping }],
  ['a mapped workbook', { content: workbook(mapped), mapping }],
];

test.each(FILES)('the versions of the models are read from %s', async (_, file) => {
  const { events, rejects } = await readAs(file);
  expect(rejects).toEqual([]);
  expect(events).toMatchObject([{ judgment: 'j1', modelVersions: ['2026-01', 'v 2'] }]);
});

test('the version in a table of ratings is that of the rated model', async () => {
  const { events } = await readAs({ content: table([{ ...rating, model_version: '2026-01' }]) });
  expect(events).toMatchObject([{ kind: 'rating', model: 'm1', modelVersion: '2026-01' }]);
});

test('a vote may name only one known version, and an unknown one is no fault', async () => {
  const { events } = await readAs({ content: table([{ ...row, first_version: '' }]) });
  expect(events).toMatchObject([{ modelVersions: [null, 'v 2'] }]);
});

test('a mapping may give the versions as constants', async () => {
  const { first_version: _, second_version: _other, ...columns } = mapping.columns;
  const given = { ...mapping, columns, constants: { first_version: 'a', second_version: 'b' } };
  expect((await readAs({ content: lines([mapped]), mapping: given })).events).toMatchObject([
    { modelVersions: ['a', 'b'] },
  ]);
});

test('versions follow the models if a mapping places them by a digest', async () => {
  const records = Array.from({ length: 40 }, (_, index) => ({ ...mapped, nr: `j${index}` }));
  const { events } = await readAs({ content: lines(records), mapping: { ...mapping, order: 'unknown' } });
  const shown = events.map((one) => 'modelVersions' in one && [one.first, one.modelVersions?.[0]]);
  expect(new Set(shown.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify(['m1', '2026-01']), JSON.stringify(['m2', 'v 2'])]),
  );
});

test('versions do not change how a row without an id is identified', async () => {
  const { judgment: _, ...plain } = vote;
  const ids = async (records: object[]) =>
    (await readAs({ content: table(records) })).events.map(({ judgment }) => judgment);
  const versions = { first_version: 'v1', second_version: 'v2' };
  expect(await ids([plain, plain].map((one) => ({ ...one, ...versions })))).toEqual(
    await ids([plain, plain]),
  );
});

test.each([
  ['vote', { model_version: 'vl' }],
  ['rating', { first_version: 'vl' }],
])('a mapping of a %s that names the versions of the other kind is refused', async (kind, columns) => {
  const own = { ...mapping.columns, first_version: undefined, second_version: undefined, ...columns };
  const scores = kind === 'rating' ? { scores: { columns: { best: { criterion: 'accuracy' } } } } : {};
  const constants = kind === 'rating' ? { model: 'm1' } : {};
  const given = { ...mapping, row: kind, columns: own, ...scores, constants, scale: { from: [1, 5] } };
  expect(await refusalOf({ content: table([mapped]), mapping: given })).toMatch(
    /"first_version" and "second_version"/,
  );
});
