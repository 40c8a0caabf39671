import type { Mapping } from '../../../../shared/contracts/mapping.ts';
import { isReported, type Note } from '../../../../shared/contracts/notes.ts';
import { protocol } from '../../../../shared/contracts/protocol.ts';
import { type FileReject, fileReader } from '../../../../shared/imports/file-reader.ts';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { openFile } from '../../../../shared/imports/read-records.ts';
import type { Pseudonymous } from '../../../../shared/ledger/apply.ts';
import { FILE_TIME, people, STUDY } from '../../events/study.ts';
import { sourceOf } from '../bytes.ts';

/** A file, and the mapping next to it. */
export interface File<Content extends string | Uint8Array = string | Uint8Array> {
  readonly content: Content;
  readonly mapping?: unknown;
  /** The mapping for all files of the study. */
  readonly studyMapping?: unknown;
}

export interface Read {
  readonly container: string;
  readonly format: string;
  readonly events: readonly Pseudonymous[];
  readonly rejects: readonly FileReject[];
  readonly notes: readonly Note[];
}

const PROTOCOL = protocol.parse({});

function parsed(mapping: unknown): Mapping | null {
  if (mapping === undefined) return null;
  const read = parseMapping(JSON.stringify(mapping));
  if (!read.ok) throw new Error(read.message);
  return read.mapping;
}

/** Reads a file from its bytes to its events, like an import. */
export async function readAs({ content, mapping, studyMapping }: File): Promise<Read> {
  const context = {
    study: STUDY,
    criteria: PROTOCOL.criteria,
    mapping: parsed(mapping),
    studyMapping: parsed(studyMapping),
  };
  const { container, format, records } = await openFile(sourceOf(content), context);
  const reader = fileReader({
    study: STUDY,
    protocol: PROTOCOL,
    pseudonymiser: people,
    importId: 'import',
    fileTime: FILE_TIME,
  });
  const events: Pseudonymous[] = [];
  const rejects: FileReject[] = [];
  const notes: Note[] = [];
  for await (const record of records()) {
    const read = reader.read(record);
    events.push(...read.events);
    rejects.push(...read.rejects);
    notes.push(...read.notes.filter(isReported));
  }
  return { container, format, events, rejects, notes };
}

/** The error message with which a file is refused. */
export async function refusalOf(file: File): Promise<string> {
  try {
    await readAs(file);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the file was read');
}
