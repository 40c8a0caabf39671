import { Names } from '../../lib/compact/index.ts';
import type { Pseudonymous } from '../apply.ts';
import { ALL_GROUPS, type Cell, groupOf, type Pseudonym } from '../cells/cell.ts';
import { tallyInto } from '../cells/tally.ts';
import { readEntry, writeEntry } from '../entry-text.ts';
import { decodeEntry, encodeEntry } from '../ledger-codec.ts';
import {
  cellChanges,
  countOutcomes,
  entryOf,
  groupByJudgment,
  heldBy,
  isOwnWrite,
  ledgerId,
  type MergedJudgment,
  mergeJudgment,
} from '../plan.ts';
import {
  type CellAddition,
  type CellCorrection,
  type CellVersion,
  type CommitResult,
  type Conflict,
  type JudgmentKey,
  type LedgerEntry,
  type LedgerRow,
  type Participant,
  type Recorded,
  type RecordOptions,
  type StudyStore,
  Superseded,
  type Transaction,
  type VersionedCell,
} from '../port.ts';
import type { Settings } from '../settings.ts';
import { MemoryCells } from './cells.ts';
import type { MemoryImportLog } from './import-log.ts';
import { MemoryLedger } from './ledger.ts';

/** One study in memory. A judgment takes about a hundred bytes, outside the heap. */
export class MemoryStudy implements StudyStore {
  readonly study: string;
  readonly readsAtOneMoment = true;
  settings: Settings;
  readonly #imports: MemoryImportLog;
  readonly #ledger = new MemoryLedger();
  readonly #names = new Names();
  readonly #cells = new MemoryCells();
  readonly #participants = new Map<Pseudonym, Set<string>>();
  readonly #erased = new Set<Pseudonym>();
  readonly #unfinished = new Set<Pseudonym>();
  #lastVersion = 0;

  constructor(study: string, settings: Settings, imports: MemoryImportLog) {
    this.study = study;
    this.settings = settings;
    this.#imports = imports;
  }

  /**
   * Records events without transactions. No other writer can interfere, because the method waits for nothing. So it needs
   * no time either, and ignores the pace and the limit of judgments.
   *
   * @returns one result per event, and the content that does not count
   * @throws Superseded
   */
  record(
    events: readonly Pseudonymous[],
    options: RecordOptions,
  ): { readonly results: Recorded[]; readonly conflicts: readonly Conflict[] } {
    for (const event of events)
      if (!this.#erased.has(event.clinician)) this.#enter(event.clinician, countriesIn(event));
    const { import: importing } = options;
    const isSuperseded = importing !== undefined && !this.#imports.holds(this.study, importing);
    const version = this.#nextVersion();
    const outcomes = new Map<string, number>();
    const recorded = new Array<Recorded>(events.length);
    const conflicts: Conflict[] = [];
    for (const judgment of groupByJudgment(events)) {
      if (this.#erased.has(judgment.key.clinician)) {
        for (const { index } of judgment.events) recorded[index] = { erased: true };
        continue;
      }
      const merged = mergeJudgment(judgment, this.#entry(judgment.key), this.settings.criteria);
      conflicts.push(...merged.conflicts);
      if (merged.changed) {
        if (isSuperseded) throw new Superseded('another worker has taken over the import');
        this.#write(merged, options.source, version);
        if (importing) countOutcomes(merged, options, outcomes);
      }
      const counted = merged.changed ? importing !== undefined : isOwnWrite(merged.seen, options);
      const held = merged.changed ? {} : heldBy(merged.seen);
      judgment.events.forEach(({ index }, position) => {
        const result = merged.results[position]!;
        recorded[index] = typeof result === 'string' ? { outcome: result, counted, ...held } : result;
      });
    }
    if (importing && outcomes.size > 0) this.#imports.count(this.study, { ...importing, outcomes });
    return { results: recorded, conflicts };
  }

  #write(merged: MergedJudgment, source: string, version: number): void {
    const { criteria } = this.settings;
    this.#put(merged.key, entryOf(merged, source));
    if (merged.seen) for (const cell of cellChanges(merged, criteria)) this.#cells.add(cell, version);
    else {
      // A new judgment takes nothing away from a cell, so its slots are incremented without a list of changes.
      const group = groupOf(merged.key.clinician);
      tallyInto(merged.judgment, criteria, (cell) => this.#cells.incrementing(group, cell, version));
    }
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
    this.#addTo(transaction.cells);
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

  async markErased(clinician: Pseudonym) {
    this.#unfinished.add(clinician);
    this.#erased.add(clinician);
    this.#participants.delete(clinician);
  }

  async unfinishedErasures() {
    return [...this.#unfinished];
  }

  async finishErasure(clinician: Pseudonym) {
    this.#unfinished.delete(clinician);
  }

  async remove({ entry, ...key }: LedgerRow, cells: readonly CellAddition[]) {
    if (this.#entry(key)?.version !== entry.version) return false;
    this.#ledger.delete(key);
    this.#addTo(cells);
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
    yield* [...this.#cells.all(group)];
  }

  async *versions(group: number): AsyncIterable<CellVersion> {
    yield* [...this.#cells.all(group)];
  }

  async *entered(group: number): AsyncIterable<Pseudonym> {
    for (const clinician of [...this.#participants.keys(), ...this.#erased])
      if (groupOf(clinician) === group) yield clinician;
  }

  async correct(correction: CellCorrection) {
    if (this.#cells.versionOf(correction) !== correction.version) return false;
    this.#addTo([correction]);
    return true;
  }

  /** All cells that one call changes get the same version, like the cells of a transaction. */
  #nextVersion(): number {
    this.#lastVersion += 1;
    return this.#lastVersion;
  }

  #addTo(cells: readonly CellAddition[]): void {
    const version = this.#nextVersion();
    for (const cell of cells) this.#cells.add(cell, version);
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

const NO_COUNTRIES: readonly string[] = [];

const countriesIn = (event: Pseudonymous): readonly string[] =>
  event.kind === 'retraction' || !event.country ? NO_COUNTRIES : [event.country];
