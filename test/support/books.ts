import { apply, type Pseudonymous } from '../../shared/ledger/apply.ts';
import { cellId, GROUPS } from '../../shared/ledger/cells/cell.ts';
import { tally } from '../../shared/ledger/cells/tally.ts';
import { EMPTY, type Judgment } from '../../shared/ledger/judgment.ts';
import { encodeJudgment } from '../../shared/ledger/ledger-codec.ts';
import { ledgerId } from '../../shared/ledger/plan.ts';
import type { StudyStore } from '../../shared/ledger/port.ts';
import type { FrozenCriterion } from '../../shared/ledger/settings.ts';

/** Counts by group, cell and slot, as plain sorted data for comparisons. */
export type Books = Record<string, number>;

const sorted = (books: Map<string, number>): Books =>
  Object.fromEntries([...books].filter(([, count]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));

function enter(books: Map<string, number>, cell: string, counts: Iterable<[string, number]>) {
  for (const [slot, count] of counts)
    books.set(`${cell} ${slot}`, (books.get(`${cell} ${slot}`) ?? 0) + count);
}

/** The counts in the counters. */
export async function countersOf(store: StudyStore): Promise<Books> {
  const books = new Map<string, number>();
  for await (const cell of store.cells()) enter(books, `${cell.group}#${cellId(cell)}`, cell.counts);
  return sorted(books);
}

/**
 * The sum of the tallies over the ledger. It includes judgments that a writer recorded after the erasure of their
 * clinician.
 */
export async function ledgerOf(store: StudyStore): Promise<Books> {
  const books = new Map<string, number>();
  for (let group = 0; group < GROUPS; group += 1)
    for await (const clinician of store.entered(group))
      for await (const { entry } of store.judgments(clinician))
        enterTally(books, clinician, entry.judgment, store.settings.criteria);
  return sorted(books);
}

/** The judgments of the ledger in their compact form, by id. */
export async function judgmentsOf(store: StudyStore): Promise<Record<string, unknown>> {
  const rows: [string, unknown][] = [];
  for await (const { clinician } of store.participants())
    for await (const row of store.judgments(clinician))
      rows.push([ledgerId(row), encodeJudgment(row.entry.judgment, store.settings.criteria)]);
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The sum of the tallies if the events are applied in memory, one after another. */
export function foldOf(events: readonly Pseudonymous[], criteria: readonly FrozenCriterion[]): Books {
  const judgments = new Map<string, { clinician: string; judgment: Judgment }>();
  for (const event of events) {
    const before = judgments.get(ledgerId(event))?.judgment ?? EMPTY;
    judgments.set(ledgerId(event), { clinician: event.clinician, judgment: apply(before, event).judgment });
  }
  const books = new Map<string, number>();
  for (const { clinician, judgment } of judgments.values()) enterTally(books, clinician, judgment, criteria);
  return sorted(books);
}

function enterTally(
  books: Map<string, number>,
  clinician: string,
  judgment: Judgment,
  criteria: readonly FrozenCriterion[],
) {
  const group = Number.parseInt(clinician.slice(0, 4), 16) % 32;
  for (const cell of tally(judgment, criteria)) enter(books, `${group}#${cellId(cell)}`, cell.counts);
}
