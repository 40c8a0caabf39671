import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Random } from '../../../shared/lib/random.ts';
import type { Rows, Statement } from './statements.ts';

const isOnce = (random: Random, per: number): boolean => random.below(per) === 0;

/** Puts rows into a random container, which may be damaged at its end. */
export function contained(random: Random, records: readonly object[], isTable: boolean, bad: number) {
  // Each reading of Parquet starts a thread, so few files are Parquet.
  if (isTable && isOnce(random, 60)) {
    const bytes = parquetOf(records);
    return { bytes, data: `PAR1${Buffer.from(bytes).toString('base64')}`, bad, isBroken: false };
  }
  const isArray = !isTable && isOnce(random, 2);
  const delimiter = random.pick([',', ';', '\t', '|']);
  let content = isTable
    ? stringify([...records], { header: true, delimiter, columns: columnsOf(records) })
    : isArray
      ? JSON.stringify(records)
      : records.map((record) => `${JSON.stringify(record)}\n`).join('');
  const isDamaged = isOnce(random, 5);
  if (isDamaged && isArray)
    return {
      ...{ bytes: Buffer.from(`${content.slice(0, -1)},{"ki`), data: `cut${content}` },
      ...{ bad: bad + 1, isBroken: true },
    };
  if (isDamaged) content += isTable ? 'cut' : '{"kind":"vo';
  const bytes = isOnce(random, 3) ? gzipSync(content) : Buffer.from(content);
  return { bytes, data: content, bad: isDamaged ? bad + 1 : bad, isBroken: false };
}

/** Number of repetitions that make a file longer than the beginning by which it is recognised. */
const REPETITIONS = 25;

export function repeated({ statements, records, bad, ...rest }: Rows): Rows {
  const repeat = <T>(list: readonly T[]) => Array.from({ length: REPETITIONS }, () => list).flat();
  return { ...rest, statements: repeat(statements), records: repeat(records), bad: REPETITIONS * bad };
}

/** A gzip file without its last bytes. */
export function brokenGzip(records: readonly object[], isTable: boolean, bad: number) {
  const content = isTable
    ? stringify([...records], { header: true, columns: columnsOf(records) })
    : records.map((record) => `${JSON.stringify(record)}\n`).join('');
  return {
    bytes: gzipSync(content).subarray(0, -4),
    data: `cut${content}`,
    ...{ bad: bad + 1, isBroken: true },
  };
}

const columnsOf = (records: readonly object[]): string[] => [...new Set(records.flatMap(Object.keys))];

function parquetOf(records: readonly object[]): Uint8Array {
  const columnData = columnsOf(records).map((name) => ({
    name,
    data: records.map((record) => {
      const cell = (record as Record<string, unknown>)[name];
      return cell === undefined ? null : String(cell);
    }),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));
}

/** An event in Primum's own form. */
export function eventOf({ rater, id, scores, answers, model, ...rest }: Statement): object {
  const cards = model === undefined ? scores : scores?.[model];
  const { first, second } = rest;
  const shown = [first, second].map((name) => (name !== undefined && answers?.[name]) || null);
  return {
    ...{ judgment: id, study: 'moove', clinician: rater, at: '2026-02-01T09:00:00Z' },
    ...rest,
    ...(model !== undefined && { model }),
    ...(shown.some((one) => one !== null) && { answers: shown }),
    ...(model !== undefined && answers?.[model] && { answer: answers[model] }),
    ...(cards && { scores: cards }),
  };
}

/** A row of Primum's own tables. */
export function ownRow({ kind: _, rater, id, scores = {}, answers = {}, ...rest }: Statement): object {
  const { first = '', second = '', model = '' } = rest;
  const prefix = (model: string) => (model === rest.model ? '' : model === rest.first ? 'first.' : 'second.');
  const cells = Object.entries(scores).flatMap(([model, card]) =>
    Object.entries(card).map(([criterion, score]) => [`${prefix(model)}${criterion}`, score]),
  );
  return {
    ...(id !== undefined && { judgment: id }),
    clinician: rater,
    ...rest,
    ...(answers[first] && { first_answer: answers[first] }),
    ...(answers[second] && { second_answer: answers[second] }),
    ...(answers[model] && { answer: answers[model] }),
    ...Object.fromEntries(cells),
  };
}
