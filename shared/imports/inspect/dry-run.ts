import type { Mapping, Protocol, Receipt } from '../../contracts/index.ts';
import { onlyPseudonymiser, type Pseudonymiser } from '../../events/pseudonyms/index.ts';
import type { Pseudonymous } from '../../ledger/index.ts';
import { memoryStores } from '../../ledger/memory/index.ts';
import { type ByteSource, OwnError } from '../../lib/index.ts';
import { FirstRejects } from '../first-rejects.ts';
import type { Format } from '../formats/format.ts';
import { importFile, reasonIn } from '../import-file.ts';
import { NamesRead } from '../names-read.ts';
import { type ImportPace, withoutDeadline } from '../pace.ts';
import { receiptOf } from '../receipt.ts';
import { namesIn } from './names.ts';
import { repeatedAnswers } from './repeated-answers.ts';

/** Number of events that are shown in full. */
const MAX_EXAMPLES = 3;
/** Maximum number of windows of one record, which keep the first events in the order of the file. */
const MAX_SMALL_WINDOWS = 50;
/** As in an offline audit. */
const WINDOW_RECORDS = 1000;

export interface DryRunJob {
  readonly source: ByteSource;
  readonly study: string;
  readonly protocol: Protocol;
  readonly mapping: Mapping | null;
  readonly pseudonymiser: Pseudonymiser;
  /** Whether `pseudonym` may replace `clinician`. */
  readonly trustsPseudonyms?: boolean;
  /** When the file was written, in ISO 8601. */
  readonly fileTime: string;
  /** Maximum number of records to record. Null for all. */
  readonly atMost: number | null;
  /** Places that the mapping names. */
  readonly named: Format['named'];
  /** Called with the number of records after every window. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

/** The result of importing a file into an empty study that is then forgotten. */
export interface DryRun {
  /** The receipt that `audit` would write. Its number of rows is lower if only a part was read. */
  readonly receipt: Receipt;
  /** The reason why nothing of the file counts, such as ids that identify no rows. Null if there is none. */
  readonly refusal: string | null;
  /** Number of events by kind and outcome. */
  readonly kinds: ReadonlyMap<string, number>;
  /** The first events in the order of the file. */
  readonly examples: readonly Pseudonymous[];
  /** The first listed reject or conflict of each reason. */
  readonly firstRejects: FirstRejects;
  /** The criteria that were scored. */
  readonly scored: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

/**
 * Imports a file with the code of a real import into a store in memory, and forgets it. The counts are therefore those
 * of an audit of this file alone.
 * @throws errors of the source
 * @see docs/decisions/0117-inspect-runs-the-import.md
 */
export async function dryRun(job: DryRunJob): Promise<DryRun> {
  const { source, study, protocol, mapping, fileTime, atMost, onProgress } = job;
  const seen = eventsSeen(job);
  const firstRejects = new FirstRejects();
  const note = async (_: number, texts: Iterable<string>): Promise<void> => {
    for (const text of texts) firstRejects.note(text);
  };
  const similar = new NamesRead(protocol);
  const { store, imports, record } = memoryStores();
  let records = 0;
  const pace: ImportPace = {
    ...withoutDeadline,
    left: () => (atMost === null || records < atMost ? Number.POSITIVE_INFINITY : 0),
    get largest() {
      if (seen.examples.length < MAX_EXAMPLES && records < MAX_SMALL_WINDOWS) return 1;
      return atMost === null ? WINDOW_RECORDS : Math.min(WINDOW_RECORDS, atMost - records);
    },
  };
  const identity = { study, object: 'inspected', version: 'dry-run', mapping: '' };
  const result = await importFile({
    identity,
    stores: {
      store,
      imports,
      record: (into, events, options) => {
        for (const event of events) {
          seen.add(event);
          similar.add(event);
        }
        return record(into, events, options);
      },
    },
    receipts: {
      addRejects: note,
      addConflicts: note,
      publish: async () => {},
      tidy: async () => {},
    },
    source,
    protocol,
    mapping,
    pseudonymisers: onlyPseudonymiser(similar.listening(job.pseudonymiser)),
    trustsPseudonyms: job.trustsPseudonyms ?? false,
    fileTime,
    pace,
    ...(onProgress && { onSurvey: onProgress }),
    onProgress: (progress) => {
      records = progress.records;
      onProgress?.(records);
    },
  });
  const found = { ...seen, firstRejects, warnings: seen.warnings() };
  if (result.status === 'concluded')
    return { ...found, receipt: result.receipt, refusal: refusalIn(result.receipt) };
  const state = await imports.read(identity);
  if (result.status !== 'paused' || state === null) throw new OwnError('the dry run was not concluded');
  const finishedAt = new Date().toISOString();
  const conclusion = {
    status: 'finished',
    finishedAt,
    named: job.named ?? [],
    similar: similar.warnings(),
  } as const;
  return { ...found, receipt: receiptOf(identity, state, conclusion), refusal: null };
}

function refusalIn({ status, events, message = '' }: Receipt): string | null {
  if (status !== 'failed' || events > 0) return null;
  return reasonIn(message);
}

/** Collects facts about the events that are recorded, in bounded memory. */
function eventsSeen({ protocol, pseudonymiser }: DryRunJob) {
  const kinds = new Map<string, number>();
  const examples: Pseudonymous[] = [];
  const scored = new Set<string>();
  const names = namesIn();
  const repeated = repeatedAnswers(protocol, pseudonymiser);
  return {
    kinds,
    examples,
    scored,
    add(event: Pseudonymous): void {
      names.add(event);
      repeated.add(event);
      for (const card of cardsOf(event)) for (const criterion of Object.keys(card)) scored.add(criterion);
      const kind = event.kind === 'vote' ? `vote: ${event.outcome}` : event.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (examples.length < MAX_EXAMPLES) examples.push(event);
    },
    warnings: () => [...names.warnings(), ...repeated.warnings()],
  };
}

function cardsOf(event: Pseudonymous): object[] {
  if (event.kind === 'retraction') return [];
  return event.kind === 'rating' ? [event.scores] : Object.values(event.scores ?? {});
}
