import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { hashOfLong } from '../../../shared/contracts/identifier.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { readValue } from '../../../shared/events/read-value.ts';
import { digestOf } from '../../../shared/imports/formats/access.ts';
import { workbookOf } from '../../support/workbook-file.ts';
import { FILE_TIME, people, raters, readFile, STUDY } from '../events/study.ts';
import { lines, table } from './formats/files.ts';
import { type File, readAs, refusalOf } from './formats/reading.ts';
import { inspected } from './inspected.ts';

const PROMPT = `Which dose of amoxicillin does a child of 12 kg need? ${'It has a fever. '.repeat(30)}`;
const FIRST = `One tablet. ${'Twice a day. '.repeat(30)}`;
const SECOND = `Two tablets. ${'Once a day. '.repeat(30)}`;
const HASHES = { item: hashOfLong(PROMPT), answers: [hashOfLong(FIRST), hashOfLong(SECOND)] };

const vote = {
  judgment: 'j1',
  clinician: 'c1',
  specialty: 'card',
  first: 'm1',
  second: 'm2',
  outcome: 'tie',
};
const row = { ...vote, site: 'CHUV', item: PROMPT, first_answer: FIRST, second_answer: SECOND };
const event = {
  ...{ kind: 'vote', study: STUDY, ...vote, at: FILE_TIME, site: 'CHUV', item: PROMPT },
  answers: [FIRST, SECOND],
};

const parquetOf = (record: object) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: Object.entries(record).map(([name, value]) => ({ name, data: [value] })),
    }),
  );
const workbook = (record: object) =>
  workbookOf({ sheets: [{ rows: [Object.keys(record), Object.values(record)] }] });

const mapping = {
  row: 'vote',
  columns: {
    ...{ judgment: 'nr', clinician: 'who', specialty: 'area', first: 'l', second: 'r', outcome: 'best' },
    ...{ site: 'hospital', item: 'prompt', first_answer: 'text_l', second_answer: 'text_r' },
  },
};
const mapped = {
  ...{ nr: 'j1', who: 'c1', area: 'card', l: 'm1', r: 'm2', best: 'tie' },
  ...{ hospital: 'CHUV', prompt: PROMPT, text_l: FIRST, text_r: SECOND },
};

const FILES: [string, File][] = [
  ['a CSV in our own form', { content: table([row]) }],
  ['JSON lines in our own form', { content: lines([event]) }],
  ['a JSON array in our own form', { content: JSON.stringify([event]) }],
  ['Parquet in our own form', { content: parquetOf(row) }],
  ['a workbook in our own form', { content: workbook(row) }],
  ['a mapped CSV', { content: table([mapped]), mapping }],
  ['mapped JSON lines', { content: lines([mapped]), mapping }],
  ['a mapped JSON object', { content: JSON.stringify({ a: mapped }), mapping }],
  ['mapped Parquet', { content: parquetOf(mapped), mapping }],
  ['a mapped workbook', { content: workbook(mapped), mapping }],
];

describe('Long texts of a prompt and of answers', () => {
  test.each(FILES)('become their hashes in %s', async (_, file) => {
    const { events, rejects } = await readAs(file);
    expect(rejects).toEqual([]);
    expect(events).toMatchObject([{ judgment: 'j1', site: 'CHUV', ...HASHES }]);
  });

  test('become their hashes in a message of the queue', () => {
    expect(readValue(event, { pseudonymiser: people, raters, trusted: false })).toMatchObject({
      event: HASHES,
    });
  });

  test('become their hashes in a reject, so that the corrected row names the same answers', async () => {
    const { rejects } = await readAs({ content: lines([{ ...event, outcome: 'nobody' }]) });
    expect(rejects).toMatchObject([{ row: HASHES }]);
  });
});

describe('The answers of a row', () => {
  const rating = { judgment: 'j1', clinician: 'c1', specialty: 'card', model: 'm1', harmlessness: '1' };

  test('may have only one known id', async () => {
    const { events } = await readAs({ content: table([{ ...row, first_answer: '', second_answer: 'a2' }]) });
    expect(events).toMatchObject([{ answers: [null, 'a2'] }]);
  });

  test('are one answer in a table of ratings', async () => {
    expect((await readAs({ content: table([{ ...rating, answer: 'a1' }]) })).events).toMatchObject([
      { kind: 'rating', model: 'm1', answer: 'a1' },
    ]);
  });

  test('follow the models if a mapping places them by a digest', async () => {
    const records = Array.from({ length: 40 }, (_, index) => ({ ...mapped, nr: `j${index}` }));
    const { events } = await readAs({ content: lines(records), mapping: { ...mapping, order: 'unknown' } });
    const shown = events.map((one) => 'answers' in one && [one.first, one.answers?.[0]]);
    expect(new Set(shown.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify(['m1', HASHES.answers[0]]), JSON.stringify(['m2', HASHES.answers[1]])]),
    );
  });

  test('do not change how a row without an id is identified', async () => {
    const { judgment: _, ...plain } = vote;
    const known = { site: 'CHUV', first_answer: 'a1', second_answer: 'a2' };
    const ids = async (records: object[]) =>
      (await readAs({ content: table(records) })).events.map(({ judgment }) => judgment);
    for (const rows of [
      [plain, plain],
      [
        { ...plain, at: '2026-03-01T09:30:00Z' },
        { ...plain, at: '2026-03-01T10:30:00Z' },
      ],
    ])
      expect(await ids(rows.map((one) => ({ ...one, ...known })))).toEqual(await ids(rows));
  });

  test.each([
    ['vote', { answer: 'text_l' }],
    ['rating', { first_answer: 'text_l' }],
  ])('are refused in a mapping of a %s that names those of the other kind', async (kind, columns) => {
    const own = { ...mapping.columns, first_answer: undefined, second_answer: undefined, ...columns };
    const scores = kind === 'rating' ? { scores: { columns: { best: { criterion: 'accuracy' } } } } : {};
    const constants = kind === 'rating' ? { model: 'm1' } : {};
    const given = { ...mapping, row: kind, columns: own, ...scores, constants, scale: { from: [1, 5] } };
    expect(await refusalOf({ content: table([mapped]), mapping: given })).toMatch(
      /"first_answer" and "second_answer"/,
    );
  });

  test('are refused in a table if a criterion has the name of their column, because it may be either', async () => {
    const settings = protocol.parse({ criteria: [{ id: 'answer', label: 'Answer', safetyCritical: true }] });
    const read = readFile('judgment,clinician,specialty,model,answer\nj1,c1,card,m1,2\n', settings);
    await expect(read).rejects.toThrow(/may be a field or a criterion: "answer"/);
  });

  test('are those of a MOOVE export, with the organisation as the site', async () => {
    const record = {
      ...{ question: 'Which dose?', firstAnswer: 'One.', secondAnswer: 'Use #3', vote: '1' },
      ...{ user: { value: 'c1' }, parentContribution: { value: 'p1' }, organization_name: 'CHUV' },
    };
    const entries = { p1: { first: 'm1', second: 'm2' } };
    const { events } = await readAs({
      content: lines([record]),
      mapping: {
        reads: 'moove',
        lookup: { by: 'parentContribution.value', entries },
        scale: { from: [1, 5] },
      },
    });
    expect(events).toMatchObject([
      {
        site: 'CHUV',
        item: digestOf(['Which dose?']),
        answers: [digestOf(['One.']), digestOf(['Use #3'])],
      },
    ]);
  });
});

describe('A starting mapping', () => {
  const records = (hospital: (index: number) => string) =>
    Array.from({ length: 60 }, (_, index) => ({
      ...{ nr: `j${index}`, rater: `c${index % 6}`, model_a: 'm1', model_b: 'm2', best: 'first' },
      hospital: hospital(index),
    }));
  const columnsOf = async (hospital: (index: number) => string) =>
    ((await inspected(table(records(hospital)))).startingMapping as { columns: object }).columns;

  test('proposes a column of few hospitals as the site', async () => {
    expect(await columnsOf((index) => ['CHUV', 'HUG'][index % 2]!)).toMatchObject({ site: 'hospital' });
  });

  test('does not propose a column with nearly as many values as rows, or with names of people', async () => {
    expect(await columnsOf((index) => `practice ${index}`)).not.toHaveProperty('site');
    expect(await columnsOf((index) => ['Dr. Rossi', 'Dr. Weber'][index % 2]!)).not.toHaveProperty('site');
  });
});
