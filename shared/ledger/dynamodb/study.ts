import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { pMapIterable } from 'p-map';
import type { Settings } from '../../contracts/index.ts';
import { type Cell, parseCellId } from '../cells/cell.ts';
import { ALL_GROUPS, type Pseudonym } from '../cells/groups.ts';
import { decodeEntry } from '../ledger-codec.ts';
import {
  type CellAddition,
  type CellCorrection,
  type CommitResult,
  type JudgmentKey,
  type LedgerRow,
  ledgerId,
  type Participant,
  type StudyStore,
  type Transaction,
  type VersionedCell,
} from '../port.ts';
import { UnknownCriterion } from '../score-card-codec.ts';
import { batchGet } from './batch-get.ts';
import { readCancellation } from './cancellation.ts';
import { correct } from './correct.ts';
import { countsOf, versionOf } from './counts.ts';
import { entryFromItem } from './items.ts';
import { clinicianPartition, groupPartition, type Item, judgmentKey, PARTICIPANT_MARK } from './keys.ts';
import { isErased, Participants, participantOf } from './participants.ts';
import { query, queryAll } from './query.ts';
import { remove } from './remove.ts';
import { readSettings } from './settings.ts';
import type { Database } from './tables.ts';
import { actionsOf } from './transaction.ts';

/** Groups are read this far ahead of the reader, and given in their order. */
const AHEAD = { concurrency: 8 };

/** One study in the two tables. */
export class DynamoStudy implements StudyStore {
  readonly study: string;
  readonly readsAtOneMoment = false;
  settings: Settings;
  readonly #database: Database;
  readonly #participants: Participants;

  constructor(database: Database, study: string, settings: Settings) {
    this.study = study;
    this.settings = settings;
    this.#database = database;
    this.#participants = new Participants(database, study);
  }

  async read(keys: readonly JudgmentKey[]) {
    const distinct = new Map(keys.map((key) => [ledgerId(key), judgmentKey(this.study, key)]));
    const { ledger } = this.#database.tables;
    const items = await batchGet(this.#database, ledger, [...distinct.values()], false);
    return this.#decoding(
      () => new Map(items.map((item) => this.#row(item)).map((row) => [ledgerId(row), row.entry])),
    );
  }

  async commit(transaction: Transaction): Promise<CommitResult> {
    const { client, tables } = this.#database;
    const TransactItems = actionsOf(transaction, this.study, tables, this.settings.criteria);
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return { status: 'committed' };
    } catch (error) {
      return this.#decoding(() => readCancellation(error, transaction, (item) => this.#row(item).entry));
    }
  }

  enter(participants: readonly Participant[]) {
    return this.#participants.enter(participants);
  }

  async *cells(groups: readonly number[] = ALL_GROUPS): AsyncIterable<Cell> {
    for await (const cells of pMapIterable(groups, (group) => this.#cellsOf(group), AHEAD))
      yield* cells.filter(({ counts }) => counts.size > 0);
  }

  async *participants(groups: readonly number[] = ALL_GROUPS): AsyncIterable<Participant> {
    for await (const items of pMapIterable(groups, (group) => this.#items(group, PARTICIPANT_MARK), AHEAD))
      yield* items.filter((item) => !isErased(item)).map(participantOf);
  }

  async *judgments(clinician: Pseudonym): AsyncIterable<LedgerRow> {
    const partition = clinicianPartition(this.study, clinician);
    for await (const item of query(this.#database, this.#database.tables.ledger, partition))
      yield await this.#decoding(() => this.#row(item));
  }

  async *counters(group: number): AsyncIterable<VersionedCell> {
    yield* await this.#cellsOf(group);
  }

  async *entered(group: number): AsyncIterable<Pseudonym> {
    for (const item of await this.#items(group, PARTICIPANT_MARK)) yield participantOf(item).clinician;
  }

  correct(correction: CellCorrection) {
    return correct(this.#database, this.study, correction);
  }

  markErased(clinician: Pseudonym) {
    return this.#participants.markErased(clinician);
  }

  remove(row: LedgerRow, cells: readonly CellAddition[]) {
    return remove(this.#database, this.study, row, cells);
  }

  #items(group: number, begins?: string): Promise<Item[]> {
    const partition = groupPartition(this.study, group);
    return queryAll(this.#database, this.#database.tables.counters, partition, begins);
  }

  async #cellsOf(group: number): Promise<VersionedCell[]> {
    const cells: VersionedCell[] = [];
    for (const { pk: _pk, sk, ...item } of await this.#items(group)) {
      const id = sk?.S ?? '';
      if (id.startsWith(PARTICIPANT_MARK)) continue;
      cells.push({ ...parseCellId(id), group, counts: countsOf(item), version: versionOf(item) });
    }
    return cells;
  }

  #row(item: Item): LedgerRow {
    const clinician = item.pk!.S!.slice(this.study.length + 1) as Pseudonym;
    return {
      clinician,
      judgment: item.sk!.S!,
      entry: decodeEntry(entryFromItem(item), this.settings.criteria),
    };
  }

  /** Decodes items. If another writer has appended a criterion, it reads the settings and decodes again. */
  async #decoding<T>(decode: () => T): Promise<T> {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof UnknownCriterion)) throw error;
      this.settings = (await readSettings(this.#database, this.study)) ?? this.settings;
      return decode();
    }
  }
}
