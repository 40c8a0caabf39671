import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { workbookOf } from '../../../support/workbook-file.ts';
import type { File as AnyFile } from './reading.ts';
import type { Card, Said } from './said.ts';

type File = AnyFile<string>;

export const lines = (records: readonly unknown[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');
export const table = (rows: readonly object[]): string => stringify([...rows], { header: true });

/** The arena's words for the outcomes. */
const WINNER = { first: 'model_a', second: 'model_b', tie: 'tie', both_bad: 'tie (bothbad)' } as const;

const battle = (said: Said) => ({
  question_id: said.question,
  model_a: said.first,
  model_b: said.second,
  winner: WINNER[said.outcome],
  judge: said.clinician,
  conversation_a: [{ role: 'user', content: 'Is 3 g of paracetamol\nsafe?' }],
  turn_count: 1,
  language: 'English',
  tstamp: Date.parse(said.at) / 1000,
});

export const arenaJsonl = (said: readonly Said[]): File => ({
  content: lines(said.map(battle)),
});
export const arenaJson = (said: readonly Said[]): File => ({
  content: JSON.stringify(
    said.map((one) => ({
      ...battle(one),
      winner: WINNER[one.outcome].replace(/tie \(bothbad\)/, 'both_bad'),
    })),
  ),
});
/** Times and numbers have the types of Parquet. */
export const arenaParquet = (said: readonly Said[]): AnyFile<Uint8Array> => {
  const column = (name: string, data: unknown[], type?: 'TIMESTAMP') => ({
    name,
    data,
    ...(type ? { type } : {}),
  });
  return {
    content: new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          column(
            'question_id',
            said.map(({ question }) => question),
          ),
          column(
            'model_a',
            said.map(({ first }) => first),
          ),
          column(
            'model_b',
            said.map(({ second }) => second),
          ),
          column(
            'winner',
            said.map(({ outcome }) => WINNER[outcome]),
          ),
          column(
            'evaluation_session_id',
            said.map(({ clinician }) => clinician),
          ),
          column(
            'timestamp',
            said.map(({ at }) => new Date(at)),
            'TIMESTAMP',
          ),
        ],
        rowGroupSize: 7,
      }),
    ),
  };
};
export const arenaCsv = (said: readonly Said[]): File => ({
  content: table(said.map((one) => ({ ...battle(one), conversation_a: 'long\ntext' }))),
});
/** Numbers are numbers, and a conversation is left out. */
export const arenaWorkbook = (said: readonly Said[]): AnyFile<Uint8Array> => {
  const rows = said.map((one) => {
    const { conversation_a: _, ...rest } = battle(one);
    return rest;
  });
  const cells = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))];
  return { content: workbookOf({ sheets: [{ name: 'Battles', rows: cells }] }) };
};

export const mtBench = (said: readonly Said[]): File => ({
  content: lines(
    said.flatMap((one) =>
      [1, 2].map((turn) => ({
        ...battle(one),
        question_id: Number(one.question.slice(1)),
        turn,
        tstamp: undefined,
      })),
    ),
  ),
});

export const leftRightWinner = (said: readonly Said[]): File => ({
  content: table(
    said.map(({ first, second, outcome }) => ({
      left: first,
      right: second,
      winner: { first: 'left', second: 'right', tie: 'tie', both_bad: 'both_bad' }[outcome],
    })),
  ),
});

const likert = (card: Card) =>
  Object.fromEntries(Object.entries(card).map(([name, score]) => [name, score + 3]));

const contribution = (said: Said) => ({
  contribution_id: said.id,
  question: `Which dose for case ${said.question}?`,
  firstAnswer: 'One tablet.',
  secondAnswer: 'Two "tablets".',
  vote: { first: '1', second: '2', tie: '12', both_bad: '0' }[said.outcome],
  evaluations: { first: likert(said.cards.first), second: likert(said.cards.second) },
  user: { value: said.clinician },
  parentContribution: { value: `pair-${said.question}` },
  country: said.country,
  createdAt: said.at,
});

/** A MOOVE export with Likert scores, and the mapping with the models of each pair. */
export const mooveMapping = (said: readonly Said[]) => ({
  reads: 'moove',
  columns: { at: 'createdAt' },
  scale: { from: [1, 5], to: [-2, 2] },
  lookup: {
    by: 'parentContribution.value',
    entries: Object.fromEntries(
      said.map(({ question, first, second, specialty }) => [
        `pair-${question}`,
        { first, second, specialty },
      ]),
    ),
  },
});
export const mooveJson = (said: readonly Said[]): File => ({
  content: JSON.stringify(Object.fromEntries(said.map((one) => [one.id, contribution(one)]))),
  mapping: mooveMapping(said),
});
export const mooveJsonl = (said: readonly Said[]): File => ({
  content: lines(said.map(contribution)),
  mapping: mooveMapping(said),
});

const result = (type: string, from_name: string, to_name: string, value: object) => ({
  type,
  from_name,
  to_name,
  value,
});

/** A Label Studio export: each task has one annotation, and a cancelled one of another annotator. */
export const labelStudio = (said: readonly Said[]): File => ({
  content: JSON.stringify(
    said.map((one, index) => ({
      id: index + 1,
      data: { prompt: 'Which dose?', model_a: one.first, model_b: one.second, specialty: one.specialty },
      annotations: [
        {
          id: 1000 + index,
          completed_by: { id: 7 + (index % 3), email: 'anna@example.org', first_name: 'Anna' },
          was_cancelled: false,
          created_at: one.at,
          updated_at: one.at,
          result: [
            result('pairwise', 'better', 'a,b', { selected: one.outcome === 'first' ? 'left' : 'right' }),
            ...(['first', 'second'] as const).flatMap((place) =>
              Object.entries(likert(one.cards[place])).map(([criterion, rating]) =>
                result('rating', criterion, place === 'first' ? 'a' : 'b', { rating }),
              ),
            ),
          ],
        },
        {
          id: 5000 + index,
          completed_by: 3,
          was_cancelled: true,
          created_at: one.at,
          updated_at: one.at,
          result: [],
        },
      ],
      predictions: [],
    })),
  ),
  mapping: {
    reads: 'label-studio',
    scores: { cards: { first: 'ratings.a', second: 'ratings.b' } },
    scale: { from: [1, 5] },
  },
});

/** One score per row, in the columns `rater, llm, area, when, question, dimension, stars`. */
export const longRatings = (said: readonly Said[]): File => ({
  content: table(
    said.flatMap((one) =>
      Object.entries(likert(one.cards.first)).map(([dimension, stars]) => ({
        rater: one.clinician,
        llm: one.first,
        area: one.specialty,
        when: one.at.replace('T', ' ').replace('Z', ''),
        dimension: dimension === 'harmlessness' ? 'Safety' : 'Accuracy',
        stars,
      })),
    ),
  ),
  mapping: {
    row: 'score',
    columns: {
      clinician: 'rater',
      model: 'llm',
      specialty: 'area',
      at: 'when',
      criterion: 'dimension',
      score: 'stars',
    },
    labels: { criterion: { Safety: 'harmlessness', Accuracy: 'accuracy' } },
    time: { zone: 'Z' },
    scale: { from: [1, 5], to: [-2, 2] },
  },
});

/** One row per answer and one column per criterion, on a scale from 5 (worst) to 1. */
export const wideRatings = (said: readonly Said[]): File => ({
  content: table(
    said.map((one) => ({
      id: one.id,
      rater: one.clinician,
      llm: one.first,
      area: one.specialty,
      Safety: 3 - one.cards.first.harmlessness!,
      Accuracy: `${3 - one.cards.first.accuracy!}.0`,
    })),
  ),
  mapping: {
    row: 'rating',
    columns: { judgment: 'id', clinician: 'rater', model: 'llm', specialty: 'area' },
    scores: { columns: { Safety: { criterion: 'harmlessness' }, Accuracy: { criterion: 'accuracy' } } },
    scale: { from: [5, 1], to: [-2, 2] },
  },
});
