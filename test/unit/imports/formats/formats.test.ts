import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { digestOf } from '../../../../shared/imports/formats/access.ts';
import { people } from '../../events/study.ts';
import {
  arenaCsv,
  arenaJson,
  arenaJsonl,
  arenaParquet,
  arenaWorkbook,
  labelStudio,
  leftRightWinner,
  longRatings,
  mooveJson,
  mooveJsonl,
  mtBench,
  wideRatings,
} from './files.ts';
import { readAs } from './reading.ts';
import { saidBy, scoresOf, voteOf } from './said.ts';

const BATTLES = saidBy(1, 30, ['first', 'second', 'tie', 'both_bad']);
const VOTES = saidBy(2);
const DECIDED = saidBy(3, 30, ['first', 'second']);

const unspecified = { specialty: 'unspecified' };
const clinicianOf = ({ clinician }: { clinician: string }) => people.pseudonymOf(clinician);

test.each([
  ['JSONL', arenaJsonl],
  ['a JSON array with the other spelling', arenaJson],
  ['CSV', arenaCsv],
  ['Parquet', arenaParquet],
  ['a workbook', arenaWorkbook],
])('arena battles in %s become votes without a specialty', async (_, fileOf) => {
  const { format, events, rejects, notes } = await readAs(fileOf(BATTLES));
  expect(format).toBe('arena battles');
  expect(rejects).toEqual([]);
  expect(events).toMatchObject(
    BATTLES.map((said) => ({
      ...voteOf(said),
      ...unspecified,
      clinician: clinicianOf(said),
      item: said.question,
    })),
  );
  expect(new Set(events.map(({ judgment }) => judgment)).size).toBe(BATTLES.length);
  expect(notes).toEqual(BATTLES.map(() => 'no_specialty'));
});

test('MT-bench has one judgment per question and turn', async () => {
  const { format, events, rejects } = await readAs(mtBench(VOTES));
  expect(format).toBe('MT-bench judgments');
  expect(rejects).toEqual([]);
  expect(events).toMatchObject(
    VOTES.flatMap((said, index) =>
      [1, 2].map((turn) => ({
        ...voteOf(said),
        ...unspecified,
        at: expect.any(String),
        item: `${index}/${turn}`,
        clinician: clinicianOf(said),
      })),
    ),
  );
  expect(new Set(events.map(({ judgment }) => judgment)).size).toBe(2 * VOTES.length);
});

test('rows of left, right, winner count as separate votes of one unspecified clinician', async () => {
  const twice = [...VOTES, ...VOTES];
  const { events, rejects, notes } = await readAs(leftRightWinner(twice));
  expect(rejects).toEqual([]);
  expect(events.map(({ at: _, ...event }) => event)).toMatchObject(
    twice.map((said) => {
      const { at: _, ...vote } = voteOf(said);
      return { ...vote, ...unspecified, clinician: people.pseudonymOf('unspecified') };
    }),
  );
  expect(new Set(events.map(({ judgment }) => judgment)).size).toBe(twice.length);
  expect(notes.filter((note) => note === 'no_clinician')).toHaveLength(twice.length);
});

test.each([
  ['one JSON object', mooveJson],
  ['JSONL', mooveJsonl],
])('a MOOVE export in %s gets its models and scale from the mapping', async (_, fileOf) => {
  const { format, events, rejects, notes } = await readAs(fileOf(VOTES));
  expect(format).toBe('MOOVE export');
  expect(rejects).toEqual([]);
  expect(events).toEqual(
    VOTES.map((said) => ({
      ...voteOf(said),
      judgment: said.id,
      clinician: clinicianOf(said),
      country: said.country,
      answers: [digestOf(['One tablet.']), digestOf(['Two "tablets".'])],
      item: digestOf([`Which dose for case ${said.question}?`]),
      scores: scoresOf(said),
    })),
  );
  expect(notes).toEqual([]);
});

test('a Label Studio export has one event per annotation that was not cancelled', async () => {
  const { format, events, rejects, notes } = await readAs(labelStudio(DECIDED));
  expect(format).toBe('Label Studio export');
  expect(rejects).toEqual([]);
  expect(events).toEqual(
    DECIDED.map((said, index) => ({
      ...voteOf(said),
      judgment: String(1000 + index),
      clinician: people.pseudonymOf(String(7 + (index % 3))),
      item: String(index + 1),
      revision: Date.parse(said.at),
      scores: scoresOf(said),
    })),
  );
  expect(notes).toEqual(DECIDED.map(() => 'cancelled'));
});

test('scores of one answer in several rows belong to one judgment', async () => {
  const { events, rejects } = await readAs(longRatings(VOTES));
  expect(rejects).toEqual([]);
  expect(events).toHaveLength(2 * VOTES.length);
  expect(new Set(events.map(({ judgment }) => judgment)).size).toBe(VOTES.length);
  expect(events).toMatchObject(
    VOTES.flatMap(({ first, cards, clinician, specialty }) =>
      Object.entries(cards.first).map(([criterion, score]) => ({
        kind: 'rating',
        model: first,
        specialty,
        clinician: people.pseudonymOf(clinician),
        scores: { [criterion]: score },
      })),
    ),
  );
});

test('a scale may run downwards, and whole numbers may have a decimal point', async () => {
  const { events, rejects } = await readAs(wideRatings(VOTES));
  expect(rejects).toEqual([]);
  expect(events).toMatchObject(
    VOTES.map(({ id, first, cards }) => ({
      kind: 'rating',
      judgment: id,
      model: first,
      scores: cards.first,
    })),
  );
});

test('a text in Parquet that is not UTF-8 costs only its row, and the reject names its row group', async () => {
  const { content } = arenaParquet(saidBy(4, 20));
  const bytes = Buffer.from(content);
  const models = [...bytes.toString('latin1').matchAll(/llama,70b/g)];
  bytes[models.at(-1)!.index] = 0xff;
  const { events, rejects } = await readAs({ content: bytes });
  expect(rejects.length).toBeGreaterThan(0);
  expect(events.length + rejects.length).toBe(20);
  for (const { line, rowGroup, reason } of rejects) {
    expect(reason).toBe('invalid_encoding');
    expect(rowGroup).toBe(Math.ceil(line / 7));
  }
  expect(JSON.stringify(events)).not.toContain('\uFFFD');
});

test('columns of bytes in Parquet, such as images, cost no row', async () => {
  const column = (name: string, data: unknown[], type?: 'BYTE_ARRAY') => ({
    name,
    data,
    ...(type ? { type } : {}),
  });
  const columnData = [
    ...[
      column('model_a', ['m1']),
      column('model_b', ['m2']),
      column('winner', ['tie']),
      column('judge', ['ann']),
    ],
    column('image', [new Uint8Array([0xff, 0xd8, 0xff])], 'BYTE_ARRAY'),
  ];
  const content = new Uint8Array(parquetWriteBuffer({ columnData }));
  expect(await readAs({ content })).toMatchObject({ events: [{ first: 'm1' }], rejects: [] });
});

test('the columns of Primum in Parquet are read with their numbers, dates and empty cells', async () => {
  const scores = [1n, 0n, null, 7n];
  const column = (name: string, data: unknown[], type?: 'TIMESTAMP') => ({
    name,
    data,
    ...(type ? { type } : {}),
  });
  const columnData = [
    column('judgment', [1n, 2n, 3n, 4n]),
    column('clinician', ['ann', 'bob', 'cat', 'dan']),
    column(
      'specialty',
      scores.map(() => 'cardiology'),
    ),
    column(
      'at',
      scores.map(() => new Date('2026-03-01T09:30:00Z')),
      'TIMESTAMP',
    ),
    column(
      'model',
      scores.map(() => 'm1'),
    ),
    column('accuracy', scores),
    column('harmlessness', [-2, 0, 2, 1]),
    column('revision', [1n, null, 2n, 1n]),
  ];
  const content = new Uint8Array(parquetWriteBuffer({ columnData }));
  const { format, events, rejects } = await readAs({ content });
  expect(format).toBe('ratings.csv');
  expect(events).toMatchObject([
    { judgment: '1', at: '2026-03-01T09:30:00.000Z', scores: { accuracy: 1, harmlessness: -2 }, revision: 1 },
    { judgment: '2', scores: { accuracy: 0, harmlessness: 0 } },
    { judgment: '3', scores: { harmlessness: 2 }, revision: 2 },
  ]);
  expect(rejects).toMatchObject([{ reason: 'invalid_value', row: { judgment: '4' } }]);
  expect(() => JSON.stringify(rejects)).not.toThrow();
});
