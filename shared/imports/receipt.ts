import * as z from 'zod';
import { EVENT_OUTCOMES, type EventOutcome } from '../ledger/apply.ts';
import type { Counts } from '../ledger/cells/counts.ts';
import type { ImportIdentity, ImportState } from '../ledger/import-log.ts';
import { byCodeUnit } from '../ledger/register.ts';
import { type NamedPlace, nearInWords } from './formats/named-places.ts';
import { found, isTold, noteInWords, notFound } from './formats/notes.ts';

const count = z.int().min(0);

/** The result of an import, as `receipt.json` holds it. */
export const receipt = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  object: z.string(),
  version: z.string(),
  mapping: z.string().optional().describe('Digest of the mapping by which the file was read.'),
  status: z.enum(['finished', 'failed']).describe('Failed: the file could not be read, or not to its end.'),
  message: z.string().optional().describe('Reason of the failure and its remedy, or a remark.'),
  rows: count.describe('Number of records read, without the header of a CSV and blank lines.'),
  events: count.describe('Events in them: the sum of the seven numbers below.'),
  recorded: count,
  duplicate: count,
  revised: count,
  retracted: count,
  stale: count,
  conflict: count,
  rejected: count,
  byReason: z.array(z.object({ reason: z.string(), count })).describe('Rejected events, by reason.'),
  warnings: z
    .array(z.object({ warning: z.string(), count, message: z.string() }))
    .default([])
    .describe('Rules that were applied because the file gives no value, and records that were left out.'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

export type Receipt = z.output<typeof receipt>;

export interface Conclusion {
  readonly status: Receipt['status'];
  readonly message?: string;
  readonly finishedAt: string;
  /** Places that the mapping names. */
  readonly named?: readonly NamedPlace[];
}

/** The receipt of an import in the given state. All its numbers are sums over the same account, so they add up. */
export function receiptOf(identity: ImportIdentity, state: Account, conclusion: Conclusion): Receipt {
  const outcome = (name: EventOutcome): number =>
    (state.committed.get(name) ?? 0) + (state.unchanged.get(name) ?? 0);
  const outcomes = Object.fromEntries(EVENT_OUTCOMES.map((name) => [name, outcome(name)])) as Record<
    EventOutcome,
    number
  >;
  const rejected = total(state.rejects);
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
    warnings: warningsOf(state, conclusion.named ?? []),
    startedAt: state.startedAt,
    finishedAt: conclusion.finishedAt,
  };
}

function warningsOf({ notes, position }: Account, named: readonly NamedPlace[]): Receipt['warnings'] {
  const rules = [...notes].filter(([note]) => isTold(note)).map(([note, number]) => told(note, number));
  const lost = position === 0 ? [] : named.filter(({ path }) => !notes.has(found(path)));
  return [...rules, ...lost.map((place) => told(notFound(place.path), position, nearInWords(place)))].sort(
    (a, b) => byCodeUnit(a.warning, b.warning),
  );
}

/** A warning with its number of records, and the same as a sentence. */
const told = (warning: string, number: number, more = ''): Receipt['warnings'][number] => ({
  warning,
  count: number,
  message: `${number} ${number === 1 ? 'record' : 'records'} ${noteInWords(warning)}${more}`,
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

export const total = (counts: Counts): number =>
  [...counts.values()].reduce((sum, number) => sum + number, 0);
