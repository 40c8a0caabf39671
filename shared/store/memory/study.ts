import { GROUPS, groupOf, type Pseudonym } from '../../contracts/pseudonym.ts';
import type { Settings } from '../../contracts/settings.ts';
import { apply, type Pseudonymous } from '../../judgments/apply.ts';
import { EMPTY } from '../../judgments/judgment.ts';
import type { Cell } from '../../tallies/cell.ts';
import { tallyInto } from '../../tallies/tally.ts';
import { decodeEntry, encodeEntry } from '../ledger-codec.ts';
import { Names } from '../names.ts';
import { groupCellId, planJudgment } from '../plan.ts';
import type {
  CellAddition,
  CellCorrection,
  CommitResult,
  JudgmentKey,
  LedgerEntry,
  LedgerRow,
  Participant,
  Recorded,
  StudyStore,
  Transaction,
  VersionedCell,
} from '../port.ts';
import { ledgerId } from '../port.ts';
import { MemoryCells } from './cells.ts';
import { readEntry, writeEntry } from './entry-text.ts';
import type { MemoryImportLog } from './import-log.ts';
import { MemoryLedger } from './ledger.ts';

const NO_COUNTRY: readonly string[] = [];
const ALL_GROUPS = Array.from({ length: GROUPS }, (_, group) => group);

/** One study in memory. A judgment takes a hundred bytes, outside of what garbage collection goes through. */
export class MemoryStudy implements StudyStore {
  readonly study: string;
  settings: Settings;
  readonly #imports: MemoryImportLog;
  readonly #ledger = new MemoryLedger();
  readonly #names = new Names();
  readonly #cells = new MemoryCells();
  /** How often each cell was changed; not kept where the store has one writer, beside which nobody recounts. */
  readonly #versions = new Map<string, number>();
  readonly #participants = new Map<Pseudonym, Set<string>>();
  readonly #erased = new Set<Pseudonym>();

  readonly recordAlone?: NonNullable<StudyStore['recordAlone']>;

  constructor(study: string, settings: Settings, imports: MemoryImportLog, alone: boolean) {
    this.study = study;
    this.settings = settings;
    this.#imports = imports;
    if (alone) this.recordAlone = (event, source) => this.#recordAlone(event, source);
  }

  async read(keys: readonly JudgmentKey[]) {
    const found = new Map<string, LedgerEntry>();
    for (const key of keys) {
      const entry = this.#entry(key);
      if (entry) found.set(ledgerId(key), entry);
    }
    return found;
  }

  async commit(transaction: Transaction): Promise<CommitResult> {
    if (transaction.import && !this.#imports.holds(this.study, transaction.import))
      return { status: 'superseded' };
    const current = new Map<string, LedgerEntry | null>();
    for (const write of transaction.judgments) {
      const entry = this.#entry(write);
      if ((entry?.version ?? 0) !== write.expectedVersion) current.set(ledgerId(write), entry);
    }
    if (current.size > 0) return { status: 'stale', current };
    for (const write of transaction.judgments) this.#put(write, write.entry);
    for (const cell of transaction.cells) this.#change(cell);
    if (transaction.import) this.#imports.count(this.study, transaction.import);
    return { status: 'committed' };
  }

  async enter(participants: readonly Participant[]) {
    const erased = new Set<Pseudonym>();
    for (const { clinician, countries } of participants) {
      if (this.#erased.has(clinician)) erased.add(clinician);
      else this.#enter(clinician, countries);
    }
    return erased;
  }

  #enter(clinician: Pseudonym, countries: readonly string[]): void {
    let known = this.#participants.get(clinician);
    if (!known) {
      known = new Set();
      this.#participants.set(clinician, known);
    }
    for (const country of countries) known.add(country);
  }

  #recordAlone(event: Pseudonymous, source: string): Recorded {
    const { clinician, judgment } = event;
    if (this.#erased.has(clinician)) return { erased: true };
    this.#enter(clinician, event.kind === 'retraction' || !event.country ? NO_COUNTRY : [event.country]);
    const seen = this.#entry(event);
    if (!seen) return this.#recordFirst(event, source);
    const plan = planJudgment(
      { key: { clinician, judgment }, events: [{ index: 0, event }] },
      seen,
      this.settings.criteria,
    );
    const [result] = plan.results;
    if (typeof result !== 'string') return result!;
    if (plan.changed) {
      this.#put(event, { judgment: plan.judgment, version: seen.version + 1, source, at: event.at });
      for (const cell of plan.cells) this.#cells.add(cell);
    }
    return { outcome: result, counted: false };
  }

  /** The first that is said of a judgment: nothing is there to be merged, and nothing to be taken off. */
  #recordFirst(event: Pseudonymous, source: string): Recorded {
    const { criteria } = this.settings;
    const { judgment, outcome } = apply(EMPTY, event);
    this.#put(event, { judgment, version: 1, source, at: event.at });
    const group = groupOf(event.clinician);
    tallyInto(judgment, criteria, (key) => this.#cells.incrementing(group, key));
    return { outcome, counted: false };
  }

  async markErased(clinician: Pseudonym) {
    this.#erased.add(clinician);
    this.#participants.delete(clinician);
  }

  async remove({ entry, ...key }: LedgerRow, cells: readonly CellAddition[]) {
    if (this.#entry(key)?.version !== entry.version) return false;
    this.#ledger.delete(key);
    for (const cell of cells) this.#change(cell);
    return true;
  }

  async *cells(groups: readonly number[] = ALL_GROUPS): AsyncIterable<Cell> {
    for (const group of groups) yield* this.#cells.of(group);
  }

  async *participants(groups: readonly number[] = ALL_GROUPS): AsyncIterable<Participant> {
    for (const [clinician, countries] of this.#participants)
      if (groups.includes(groupOf(clinician))) yield { clinician, countries: [...countries].sort() };
  }

  async *judgments(clinician: Pseudonym): AsyncIterable<LedgerRow> {
    for (const [judgment, text] of this.#ledger.of(clinician))
      yield { clinician, judgment, entry: this.#decode(text) };
  }

  async *counters(group: number): AsyncIterable<VersionedCell> {
    for (const cell of this.#cells.all(group)) yield { ...cell, version: this.#version(cell) };
  }

  async *entered(group: number): AsyncIterable<Pseudonym> {
    for (const clinician of [...this.#participants.keys(), ...this.#erased])
      if (groupOf(clinician) === group) yield clinician;
  }

  async correct(correction: CellCorrection) {
    if (this.#version(correction) !== correction.version) return false;
    this.#change(correction);
    return true;
  }

  #version(cell: CellAddition): number {
    return this.#versions.get(groupCellId(cell)) ?? 0;
  }

  #change(cell: CellAddition): void {
    this.#cells.add(cell);
    this.#versions.set(groupCellId(cell), this.#version(cell) + 1);
  }

  #entry(key: JudgmentKey): LedgerEntry | null {
    const text = this.#ledger.get(key);
    return text === null ? null : this.#decode(text);
  }

  #decode(text: string): LedgerEntry {
    return decodeEntry(readEntry(text, this.#names), this.settings.criteria);
  }

  #put(key: JudgmentKey, entry: LedgerEntry): void {
    this.#ledger.set(key, writeEntry(encodeEntry(entry, this.settings.criteria), this.#names));
  }
}
