import { GROUPS, groupOf, type Pseudonym } from '../../contracts/pseudonym.ts';
import type { Settings } from '../../contracts/settings.ts';
import type { Cell } from '../../tallies/cell.ts';
import { decodeEntry, encodeEntry } from '../ledger-codec.ts';
import type {
  CellAddition,
  CellCorrection,
  CommitResult,
  JudgmentKey,
  LedgerEntry,
  LedgerRow,
  Participant,
  StudyStore,
  Transaction,
} from '../port.ts';
import { ledgerId } from '../port.ts';
import { MemoryCells } from './cells.ts';
import type { MemoryImportLog } from './import-log.ts';

const ALL_GROUPS = Array.from({ length: GROUPS }, (_, group) => group);

/** One study in memory. Entries are kept as text: a million of them take some hundreds of megabytes. */
export class MemoryStudy implements StudyStore {
  readonly study: string;
  settings: Settings;
  readonly #imports: MemoryImportLog;
  /** By clinician, then by judgment. */
  readonly #ledger = new Map<Pseudonym, Map<string, string>>();
  readonly #cells = new MemoryCells();
  readonly #participants = new Map<Pseudonym, Set<string>>();
  readonly #erased = new Set<Pseudonym>();

  constructor(study: string, settings: Settings, imports: MemoryImportLog) {
    this.study = study;
    this.settings = settings;
    this.#imports = imports;
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
    for (const { clinician, judgment, entry } of transaction.judgments) {
      const entries = this.#ledger.get(clinician) ?? new Map<string, string>();
      this.#ledger.set(clinician, entries.set(judgment, this.#encode(entry)));
    }
    for (const cell of transaction.cells) this.#cells.add(cell);
    if (transaction.import) this.#imports.count(this.study, transaction.import);
    return { status: 'committed' };
  }

  async enter(participants: readonly Participant[]) {
    const erased = new Set<Pseudonym>();
    for (const { clinician, countries } of participants) {
      if (this.#erased.has(clinician)) {
        erased.add(clinician);
        continue;
      }
      const known = this.#participants.get(clinician) ?? new Set<string>();
      for (const country of countries) known.add(country);
      this.#participants.set(clinician, known);
    }
    return erased;
  }

  async markErased(clinician: Pseudonym) {
    this.#erased.add(clinician);
    this.#participants.delete(clinician);
  }

  async remove({ entry, ...key }: LedgerRow, cells: readonly CellAddition[]) {
    if (this.#entry(key)?.version !== entry.version) return false;
    this.#ledger.get(key.clinician)?.delete(key.judgment);
    for (const cell of cells) this.#cells.add(cell);
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
    for (const judgment of this.#ledger.get(clinician)?.keys() ?? []) {
      const key = { clinician, judgment };
      const entry = this.#entry(key);
      if (entry) yield { ...key, entry };
    }
  }

  async correct(corrections: readonly CellCorrection[]) {
    for (const correction of corrections) {
      const counts = this.#cells.counts(correction);
      for (const slot of correction.counts.keys())
        if ((counts.get(slot) ?? 0) !== (correction.seen.get(slot) ?? 0)) return false;
      this.#cells.add(correction);
    }
    return true;
  }

  #entry({ clinician, judgment }: JudgmentKey): LedgerEntry | null {
    const text = this.#ledger.get(clinician)?.get(judgment);
    return text === undefined ? null : decodeEntry(JSON.parse(text), this.settings.criteria);
  }

  #encode(entry: LedgerEntry): string {
    return JSON.stringify(encodeEntry(entry, this.settings.criteria));
  }
}
