import {
  found,
  isReported,
  mostlyFailures,
  noteInWords,
  notFound,
  type Receipt,
  unitOfNote,
} from '../contracts/index.ts';
import type { Counts } from '../ledger/cells/index.ts';
import type { ImportIdentity, ImportState } from '../ledger/import-log/index.ts';
import { EVENT_OUTCOMES, type EventOutcome } from '../ledger/index.ts';
import { byCodeUnit, several } from '../lib/index.ts';
import { type NamedPlace, nearInWords } from './formats/named-places.ts';

export interface Conclusion {
  readonly status: Receipt['status'];
  readonly message?: string;
  readonly finishedAt: string;
  /** Places that the mapping names. */
  readonly named?: readonly NamedPlace[];
  /** Warnings about names of the file. */
  readonly similar?: Receipt['warnings'];
}

/** The receipt of an import in the given state. All its numbers are sums over the same account, so they add up. */
export function receiptOf(identity: ImportIdentity, state: Account, conclusion: Conclusion): Receipt {
  const outcome = (name: EventOutcome): number =>
    (state.committed.get(name) ?? 0) + (state.unchanged.get(name) ?? 0);
  const outcomes = Object.fromEntries(EVENT_OUTCOMES.map((name) => [name, outcome(name)])) as Record<
    EventOutcome,
    number
  >;
  const rejected = totalCount(state.rejects);
  return {
    schemaVersion: 1,
    study: identity.study,
    object: identity.object,
    version: identity.version,
    ...(identity.mapping === '' ? {} : { mapping: identity.mapping }),
    status: conclusion.status,
    ...(conclusion.message === undefined ? {} : { message: conclusion.message }),
    rows: state.position,
    events: EVENT_OUTCOMES.reduce((sum, name) => sum + outcomes[name], rejected),
    ...outcomes,
    rejected,
    byReason: [...state.rejects]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([reason, number]) => ({ reason, count: number })),
    warnings: [...warningsOf(state, conclusion.named ?? []), ...(conclusion.similar ?? [])],
    startedAt: state.startedAt,
    finishedAt: conclusion.finishedAt,
  };
}

function warningsOf(
  { notes, position, rejects }: Account,
  named: readonly NamedPlace[],
): Receipt['warnings'] {
  const rules = [...notes]
    .filter(([note]) => isReported(note))
    .map(([note, number]) => warning(note, number));
  const failing = mostlyFailures(notes);
  if (failing !== null) rules.push(warning('mostly_failures', failing));
  // Records that cannot be parsed say nothing about the places that the mapping names.
  const parsed = position - (rejects.get('unparsable') ?? 0);
  const lost = parsed <= 0 ? [] : named.filter(({ path }) => !notes.has(found(path)));
  return [...rules, ...lost.map((place) => warning(notFound(place.path), position, nearInWords(place)))].sort(
    (a, b) => byCodeUnit(a.warning, b.warning),
  );
}

/** A warning with its number of records, and the same as a sentence. */
const warning = (warning: string, number: number, more = ''): Receipt['warnings'][number] => ({
  warning,
  count: number,
  message: `${several(number, ...unitOfNote(warning))} ${noteInWords(warning)}${more}`,
});

export type Account = Pick<
  ImportState,
  'position' | 'committed' | 'unchanged' | 'rejects' | 'notes' | 'startedAt'
>;

/** The account of a file from which no record was read. */
export const nothingRead = (startedAt: string): Account => ({
  position: 0,
  committed: new Map(),
  unchanged: new Map(),
  rejects: new Map(),
  notes: new Map(),
  startedAt,
});

export const totalCount = (counts: Counts): number =>
  [...counts.values()].reduce((sum, number) => sum + number, 0);
