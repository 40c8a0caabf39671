import { parse } from 'csv-parse/sync';
import { protocol } from '../../../../shared/contracts/protocol.ts';
import type { Container, Sample } from '../../../../shared/importing/formats/format.ts';
import { SAMPLE_SIZE } from '../../../../shared/importing/formats/format.ts';
import type { Note } from '../../../../shared/importing/formats/notes.ts';
import { parseMapping } from '../../../../shared/importing/formats/parse-mapping.ts';
import { recognise } from '../../../../shared/importing/formats/recognise.ts';
import { type FileReject, fileReader } from '../../../../shared/ingest/file-reader.ts';
import type { Pseudonymous } from '../../../../shared/judgments/apply.ts';
import { FILE_TIME, people, STUDY } from '../../ingest/study.ts';

/** A file in memory: its container and content. */
export interface File {
  readonly container: Container;
  readonly content: string;
  readonly mapping?: unknown;
}

export interface Read {
  readonly format: string;
  readonly events: readonly Pseudonymous[];
  readonly rejects: readonly FileReject[];
  readonly notes: readonly Note[];
}

const criteria = new Set(protocol.parse({}).criteria.map(({ id }) => id));

/** Reads a file from its records to its events, as an import does. */
export function readAs({ container, content, mapping }: File): Read {
  const { header, records } = takenApart(container, content);
  const parsed = mapping === undefined ? null : parseMapping(JSON.stringify(mapping));
  if (parsed && !parsed.ok) throw new Error(parsed.message);
  const sample: Sample = {
    container,
    header,
    records: records.slice(0, SAMPLE_SIZE).map(([, record]) => record),
  };
  const format = recognise(sample, { study: STUDY, criteria, mapping: parsed?.mapping ?? null });
  const reader = fileReader({
    study: STUDY,
    protocol: protocol.parse({}),
    pseudonymiser: people,
    fileTime: FILE_TIME,
  });
  const read = records.map(([key, record], index) =>
    reader.read({ line: index + 1, byteOffset: 0, ...format.read(record, key) }),
  );
  return {
    format: format.name,
    events: read.flatMap(({ events }) => events),
    rejects: read.flatMap(({ rejects }) => rejects),
    notes: read.flatMap(({ notes }) => notes),
  };
}

type Keyed = [key: string | undefined, record: unknown];

function takenApart(container: Container, content: string): { header: string[] | null; records: Keyed[] } {
  if (container === 'csv' || container === 'parquet') {
    const [header = [], ...rows] = parse(content, { relax_quotes: true }) as string[][];
    return { header, records: rows.map((row): Keyed => [undefined, row]) };
  }
  if (container === 'json object') return { header: null, records: Object.entries(JSON.parse(content)) };
  const list: unknown[] =
    container === 'json array'
      ? JSON.parse(content)
      : content
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
  return { header: null, records: list.map((record): Keyed => [undefined, record]) };
}

/** What a file is refused with. */
export function refusalOf(file: File): string {
  try {
    readAs(file);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the file was read');
}
