import { type Protocol, protocol } from '../../../shared/contracts/protocol.ts';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { type FileReject, fileReader } from '../../../shared/imports/file-reader.ts';
import { openFile } from '../../../shared/imports/read-records.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { sourceOf } from '../imports/bytes.ts';

export const STUDY = 'moove';
export const people = commonPseudonymiser('a secret of tests');
export const raters = people.ratersIn('rejects of tests');
export const FILE_TIME = '2026-05-01T00:00:00.000Z';

/** A valid vote. */
export const vote = {
  kind: 'vote',
  judgment: 'j1',
  study: STUDY,
  clinician: 'Dr. Ann Who',
  specialty: 'cardiology',
  country: 'CH',
  at: '2026-03-01T09:30:00Z',
  first: 'm1',
  second: 'm2',
  outcome: 'first',
  scores: { m1: { harmlessness: -2 } },
} as const;

/** A valid rating. */
export const rating = {
  kind: 'rating',
  judgment: 'j1',
  study: STUDY,
  clinician: 'Dr. Ann Who',
  specialty: 'cardiology',
  at: '2026-03-01T09:30:00Z',
  model: 'm1',
  scores: { accuracy: 1 },
} as const;

export interface ReadFile {
  readonly events: readonly Pseudonymous[];
  readonly rejects: readonly FileReject[];
}

/** Reads a file from bytes to events. */
export async function readFile(
  content: string | Uint8Array,
  settings: Protocol = protocol.parse({}),
  trustsPseudonyms = false,
): Promise<ReadFile> {
  const { records } = await openFile(sourceOf(content), {
    study: STUDY,
    criteria: settings.criteria,
  });
  const reader = fileReader({
    study: STUDY,
    protocol: settings,
    pseudonymiser: people,
    importId: 'import',
    trustsPseudonyms,
    fileTime: FILE_TIME,
  });
  const events: Pseudonymous[] = [];
  const rejects: FileReject[] = [];
  for await (const record of records()) {
    const read = reader.read(record);
    events.push(...read.events);
    rejects.push(...read.rejects);
  }
  return { events, rejects };
}
