import type { Note, Protocol } from '../../contracts/index.ts';
import type { Pseudonymiser } from '../../events/index.ts';
import type { Pseudonymous } from '../../ledger/index.ts';
import { BEGINNING } from '../../lib/index.ts';
import type { Contents } from '../containers/contents.ts';
import type { RawRecord } from '../containers/raw-record.ts';
import { withBreak } from '../containers/with-break.ts';
import { type FileReject, fileReader } from '../file-reader.ts';
import type { Format } from '../formats/format.ts';
import { metIn, type NamedPlace } from '../formats/named-places.ts';
import { NamesRead } from '../names-read.ts';
import { BrokenOff } from '../unreadable-file.ts';
import { namesIn } from './names.ts';

/** Number of events that are shown in full. */
const MAX_EXAMPLES = 3;

/** The results of reading a file's records. */
export interface Looked {
  records: number;
  /** Whether the file has further records. */
  more: boolean;
  readonly kinds: Map<string, number>;
  readonly examples: Pseudonymous[];
  /** Rejects by reason, with the first reject of each. */
  readonly rejects: Map<string, { count: number; readonly first: FileReject }>;
  readonly notes: Map<Note, number>;
  /** Names in the mapping that no record has. */
  readonly awaited: Set<NamedPlace>;
  readonly names: ReturnType<typeof namesIn>;
  /** The criteria that were scored. */
  readonly scored: Set<string>;
  readonly similar: NamesRead;
}

export interface Looking {
  readonly study: string;
  readonly protocol: Protocol;
  readonly names: Pseudonymiser;
  readonly fileTime: string;
  /** Null if the file cannot be read. Its records are then only surveyed. */
  readonly format: Format | null;
  readonly atMost: number;
  readonly look: (record: unknown, key?: string) => void;
}

/** Reads the requested number of records, and counts their contents. Only the first events are kept. */
export async function lookThrough(contents: Contents, looking: Looking): Promise<Looked> {
  const { format, names: pseudonymiser } = looking;
  const similar = new NamesRead(looking.protocol);
  const reader = fileReader({ ...looking, pseudonymiser, names: similar });
  const looked: Looked = {
    records: 0,
    more: false,
    kinds: new Map(),
    examples: [],
    rejects: new Map(),
    notes: new Map(),
    awaited: new Set(format?.named),
    names: namesIn(),
    scored: new Set(),
    similar,
  };
  for await (const record of recordsOf(contents, !format?.singleLine)) {
    if (looked.records === looking.atMost) {
      looked.more = true;
      break;
    }
    looked.records += 1;
    const { line, byteOffset } = record;
    if (!('fault' in record)) {
      looking.look(record.value, record.key);
      metIn(looked.awaited, record.value, record.key);
    } else if (!format) addReject(looked, { line, byteOffset, ...record.fault });
    if (!format) continue;
    const form =
      'fault' in record
        ? ({ form: 'broken', fault: record.fault } as const)
        : format.read(record.value, record.key);
    const { events, rejects, notes } = reader.read({ line, byteOffset, ...form });
    for (const event of events) addEvent(looked, event);
    for (const reject of rejects) addReject(looked, reject);
    for (const note of notes) looked.notes.set(note, (looked.notes.get(note) ?? 0) + 1);
  }
  return looked;
}

/** The records one by one, up to the point at which a damaged file ends. */
async function* recordsOf(contents: Contents, prose: boolean): AsyncGenerator<RawRecord> {
  try {
    for await (const records of withBreak(contents, BEGINNING, prose)) yield* records;
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
  }
}

function addEvent({ kinds, examples, names, scored }: Looked, event: Pseudonymous): void {
  names.add(event);
  for (const card of cardsOf(event)) for (const criterion of Object.keys(card)) scored.add(criterion);
  const kind = event.kind === 'vote' ? `vote: ${event.outcome}` : event.kind;
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (examples.length < MAX_EXAMPLES) examples.push(event);
}

function cardsOf(event: Pseudonymous): object[] {
  if (event.kind === 'retraction') return [];
  return event.kind === 'rating' ? [event.scores] : Object.values(event.scores ?? {});
}

function addReject({ rejects }: Looked, reject: FileReject): void {
  const known = rejects.get(reject.reason);
  if (known) known.count += 1;
  else rejects.set(reject.reason, { count: 1, first: reject });
}
