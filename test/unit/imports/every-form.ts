import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { workbookOf } from '../../support/workbook-file.ts';
import {
  arenaCsv,
  arenaJson,
  arenaJsonl,
  arenaParquet,
  labelStudio,
  leftRightWinner,
  lines,
  longRatings,
  mooveJson,
  mooveJsonl,
  mtBench,
  table,
  wideRatings,
} from './formats/files.ts';
import { votes as mappedVotes } from './formats/mapped-files.ts';
import type { File } from './formats/reading.ts';
import { saidBy } from './formats/said.ts';

/** A form of files: several files in this form, and the relation of records and events. */
export interface FileForm {
  readonly files: readonly File[];
  /** Whether a record may hold several events. */
  readonly hasSeveralEvents?: boolean;
  /** Whether nearly any damage makes the whole file unreadable, because its parts have checksums. */
  readonly isBrittle?: boolean;
  /** Whether all events are votes without scores and revisions. */
  readonly isPlain?: boolean;
}

export const ROWS = 24;
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
const plainCsv = csv.replaceAll('"', '');
const events = votes.map((vote) => ({ kind: 'vote', study: 'moove', ...vote }));
const jsonl = lines(events);
const parquet = (codec: 'SNAPPY' | 'UNCOMPRESSED') =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: names.map((name) => ({
        name,
        data: votes.map((vote, row) => (row === 7 ? null : vote[name])),
      })),
      rowGroupSize: 10,
      codec,
    }),
  );
const ratings = table(
  votes.map(({ judgment, clinician, specialty, first }, index) => ({
    ...{ judgment, clinician, specialty, model: first },
    ...{ harmlessness: (index % 5) - 2, accuracy: index % 7 === 0 ? '' : (index % 3) - 1 },
  })),
);
const described = votes.map(({ judgment: _, ...vote }) => vote);
const places = (file: string | Uint8Array, mapping?: unknown): File =>
  mapping === undefined ? { content: file } : { content: file, mapping };

const said = saidBy(71, ROWS, ['first', 'second']);
const WON = { first: 'model_a', second: 'model_b', tie: 'tie', both_bad: 'tie' };
const pairs = said.map((one, index) => ({ ...one, index }));
const oneHot = pairs.map(({ id, first, second, outcome }) => ({
  ...{ id, model_a: first, model_b: second },
  ...{
    winner_model_a: outcome === 'first' ? 1 : 0,
    winner_model_b: outcome === 'second' ? 1 : 0,
    winner_tie: 0,
  },
}));
const comparIa = pairs.map(({ id, question, clinician, at, first, second, outcome, index }) => ({
  ...{ id, conversation_pair_id: question, visitor_id: clinician, timestamp: at },
  ...{ model_a_name: first, model_b_name: second },
  ...{
    chosen_model_name: index % 5 === 0 ? '' : outcome === 'first' ? first : second,
    both_equal: index % 5 === 0,
  },
}));
const medArena = pairs.map(({ id, first, second, outcome }) => ({
  ...{ id, model1: first, model2: second, preference: outcome === 'first' ? 'A' : 'B' },
}));
const prodigy = pairs.map(({ first, second, index, clinician }) => ({
  ...{ _task_hash: 1000 + index, _annotator_id: clinician, _timestamp: 1_770_000_000 + 60 * index },
  ...{ mapping: { A: first, B: second }, accept: ['A'], answer: index % 6 === 0 ? 'reject' : 'accept' },
  options: [
    { id: 'A', text: 'One.' },
    { id: 'B', text: 'Two.' },
  ],
}));
const labelStudioMin = pairs.map(({ clinician, first, second, outcome, at, index }) => ({
  ...{ id: index, annotation_id: 500 + index, annotator: clinician, created_at: at, updated_at: at },
  ...{ model_a: first, model_b: second, lead_time: 3, better: outcome === 'first' ? 'left' : 'right' },
}));
const labelStudioMinMapping = { reads: 'label-studio-min', columns: { outcome: 'better' } };
const mapped = pairs.map(({ id, clinician, specialty, first, second, outcome }) => ({
  ...{ id, who: clinician, area: specialty, a: first, b: second, won: outcome },
}));
const EACH = {
  row: 'vote',
  each: 'responses',
  columns: {
    ...{ judgment: 'id', clinician: 'responses.user', specialty: 'area' },
    ...{ first: 'a', second: 'b', outcome: 'responses.won' },
  },
};
const responses = pairs.map(({ id, specialty, first, second, index }) => ({
  ...{ id, area: specialty, a: first, b: second },
  responses: Array.from({ length: index % 4 }, (_, place) => ({
    user: `u${place}`,
    won: WON.first === 'model_a' ? 'first' : 'second',
  })),
}));
const leftOut = { except: { won: ['second'] } };
const spread = (content: string, delimiter: string) => content.replaceAll(',', delimiter);

/** Files in every form and container that an import reads. */
export const EVERY_FORM: Readonly<Record<string, FileForm>> = {
  CSV: { files: [csv, plainCsv, csv.replaceAll('\n', '\r\n')].map((file) => places(file)), isPlain: true },
  'CSV of other delimiters': {
    files: [';', '\t', '|'].map((delimiter) => places(spread(plainCsv, delimiter))),
    isPlain: true,
  },
  'UTF-16': { files: [places(Buffer.from(`\ufeff${plainCsv}`, 'utf16le'))], isPlain: true },
  JSONL: { files: [places(jsonl)], isPlain: true, hasSeveralEvents: true },
  JSON: {
    files: [places(JSON.stringify(events)), places(JSON.stringify(events, null, 1))],
    isPlain: true,
    hasSeveralEvents: true,
  },
  gzip: {
    files: [
      places(gzipSync(csv)),
      places(Buffer.concat([gzipSync(`${csv}\n`), gzipSync('j,c,s,2026-03-01T09:10:00Z,A,B,tie\n')])),
    ],
    isPlain: true,
  },
  Parquet: { files: [places(parquet('SNAPPY')), places(parquet('UNCOMPRESSED'))], isPlain: true },
  workbook: {
    files: [
      places(
        workbookOf({ sheets: [{ rows: [names, ...votes.map((vote) => names.map((name) => vote[name]))] }] }),
      ),
    ],
    isPlain: true,
    isBrittle: true,
  },
  'ratings in CSV': { files: [places(ratings)] },
  'votes without ids': {
    files: [places(table(described)), places(table(described), { rows: 'cumulative' })],
  },
  'scores in rows': { files: [longRatings(said), wideRatings(said)] },
  'arena battles': { files: [arenaJsonl(said), arenaCsv(said)] },
  'arena battles in JSON': { files: [arenaJson(said)] },
  'arena battles in Parquet': { files: [arenaParquet(said)] },
  'battles with one column per outcome': { files: [places(lines(oneHot)), places(table(oneHot))] },
  'MT-bench judgments': { files: [mtBench(said)] },
  'left, right, winner': { files: [leftRightWinner(said)] },
  'compar:IA votes': { files: [places(lines(comparIa)), places(table(comparIa))] },
  'MedArena votes': { files: [places(lines(medArena)), places(table(medArena))] },
  'Prodigy comparisons': { files: [places(lines(prodigy))] },
  'MOOVE exports': { files: [mooveJson(said), mooveJsonl(said)] },
  'Label Studio exports': { files: [labelStudio(said)], hasSeveralEvents: true },
  'Label Studio exports in short form': {
    files: [
      places(JSON.stringify(labelStudioMin), labelStudioMinMapping),
      places(table(labelStudioMin), labelStudioMinMapping),
    ],
  },
  'mapped tables': { files: [mappedVotes(mapped, {}), mappedVotes(mapped, leftOut)] },
  'records with lists': { files: [places(lines(responses), EACH)], hasSeveralEvents: true },
};
