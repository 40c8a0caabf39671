import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { pMapIterable } from 'p-map';
import { ALL_GROUPS, type Cell, type CellKey, type Pseudonym, parseCellId } from '../cells/cell.ts';
import { decodeEntry, encodeEntry } from '../ledger-codec.ts';
import { ledgerId } from '../plan.ts';
import type {
  CellAddition,
  CellCorrection,
  CellVersion,
  CommitResult,
  ImportAddition,
  JudgmentKey,
  JudgmentWrite,
  LedgerRow,
  Participant,
  ScannedJudgments,
  StudyStore,
  Transaction,
  VersionedCell,
} from '../port.ts';
import { UnknownCriterion } from '../score-card-codec.ts';
import type { FrozenCriterion, Settings } from '../settings.ts';
import { batchGet } from './batch-get.ts';
import { readCancellation } from './cancellation.ts';
import type { ChangeMark } from './change-mark.ts';
import { correct } from './correct.ts';
import { changeErasures, readErasures } from './erasures.ts';
import { holdingEpoch } from './import-condition.ts';
import {
  adding,
  addToCell,
  clinicianPartition,
  countsOf,
  entryFromItem,
  groupPartition,
  type Item,
  importKey,
  itemOf,
  judgmentKey,
  PARTICIPANT_MARK,
  VERSION,
  versionOf,
} from './items.ts';
import { isErased, Participants, participantOf } from './participants.ts';
import { pages, queryAll } from './query.ts';
import { remove } from './remove.ts';
import { type ScannedEntry, scanStudy } from './scan.ts';
import { readSettings } from './settings.ts';
import type { Database, Tables } from './tables.ts';

/** Groups are read this far ahead of the reader, and given in their order. */
const AHEAD = { concurrency: 8 };

/** One study in the two tables. */
export class DynamoStudy implements StudyStore {
  readonly study: string;
  readonly readsAtOneMoment = false;
  readonly mark: ChangeMark;
  settings: Settings;
  readonly #database: Database;
  readonly #participants: Participants;

  constructor(database: Database, study: string, settings: Settings, mark: ChangeMark) {
    this.study = study;
    this.settings = settings;
    this.mark = mark;
    this.#database = database;
    this.#participants = new Participants(database, study, mark);
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
    try {
      await this.mark.announce();
    } catch (error) {
      return { status: 'busy', error };
    }
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
    for await (const items of pages(this.#database, this.#database.tables.ledger, { partition }))
      for (const row of await this.#decoding(() => items.map((item) => this.#row(item)))) yield row;
  }

  async scan(): Promise<ScannedJudgments | null> {
    const found = await scanStudy(this.#database, this.study);
    const take = (group: number) => {
      const entriesOf = found!.take(group);
      return (clinician: Pseudonym) => this.#decoded(entriesOf(clinician));
    };
    return found && { take };
  }

  async *counters(group: number): AsyncIterable<VersionedCell> {
    yield* await this.#cellsOf(group);
  }

  async *versions(group: number): AsyncIterable<CellVersion> {
    const items = await queryAll(this.#database, this.#database.tables.counters, {
      partition: groupPartition(this.study, group),
      attributes: ['sk', VERSION],
    });
    for (const item of items) if (isCell(item)) yield { ...cellOf(item), group, version: versionOf(item) };
  }

  async *entered(group: number): AsyncIterable<Pseudonym> {
    for (const item of await this.#items(group, PARTICIPANT_MARK)) yield participantOf(item).clinician;
  }

  async correct(correction: CellCorrection) {
    await this.mark.announce();
    return correct(this.#database, this.study, correction);
  }

  async markErased(clinician: Pseudonym) {
    await this.mark.announce();
    await changeErasures(this.#database, this.study, 'ADD', clinician);
    await this.#participants.markErased(clinician);
  }

  unfinishedErasures() {
    return readErasures(this.#database, this.study);
  }

  finishErasure(clinician: Pseudonym) {
    return changeErasures(this.#database, this.study, 'DELETE', clinician);
  }

  async remove(row: LedgerRow, cells: readonly CellAddition[]) {
    await this.mark.announce();
    return remove(this.#database, this.study, row, cells);
  }

  #items(group: number, begins?: string): Promise<Item[]> {
    const partition = groupPartition(this.study, group);
    return queryAll(this.#database, this.#database.tables.counters, { partition, begins });
  }

  async #cellsOf(group: number): Promise<VersionedCell[]> {
    const cells: VersionedCell[] = [];
    for (const item of await this.#items(group))
      if (isCell(item))
        cells.push({ ...cellOf(item), group, counts: countsOf(item), version: versionOf(item) });
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

  async *#decoded(entries: readonly ScannedEntry[]): AsyncGenerator<LedgerRow> {
    yield* await this.#decoding(() =>
      entries.map(({ clinician, judgment, entry }) => ({
        ...{ clinician, judgment },
        entry: decodeEntry(entry, this.settings.criteria),
      })),
    );
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

const isCell = ({ sk }: Item): boolean => !sk!.S!.startsWith(PARTICIPANT_MARK);
const cellOf = ({ sk }: Item): CellKey => parseCellId(sk!.S!);

/** The actions of a transaction, in this order: judgments, cells, import. */
function actionsOf(
  { judgments, cells, import: importing }: Transaction,
  study: string,
  tables: Tables,
  criteria: readonly FrozenCriterion[],
): TransactWriteItem[] {
  return [
    ...judgments.map((write) => putJudgment(write, study, tables.ledger, criteria)),
    ...cells.map((cell) => addToCell(cell, study, tables.counters)),
    ...(importing ? [countImport(importing, study, tables.counters)] : []),
  ];
}

/** Puts a judgment if its item still has the expected version. If not, the cancellation contains the current item. */
function putJudgment(
  { expectedVersion, entry, ...key }: JudgmentWrite,
  study: string,
  TableName: string,
  criteria: readonly FrozenCriterion[],
): TransactWriteItem {
  const condition =
    expectedVersion === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#v = :seen',
          ExpressionAttributeNames: { '#v': 'v' },
          ExpressionAttributeValues: { ':seen': { N: String(expectedVersion) } },
        };
  return {
    Put: {
      TableName,
      Item: { ...judgmentKey(study, key), ...itemOf(encodeEntry(entry, criteria)) },
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Adds outcomes to the import's item if it still has the worker's epoch. Without outcomes, it only checks the epoch. */
function countImport(
  { importId, epoch, outcomes }: ImportAddition,
  study: string,
  TableName: string,
): TransactWriteItem {
  const { expression, names, values } = adding(outcomes, 'c_');
  const holding = holdingEpoch(epoch);
  const common = {
    TableName,
    Key: importKey(study, importId),
    ConditionExpression: holding.expression,
    ExpressionAttributeNames: { ...names, ...holding.names },
    ExpressionAttributeValues: { ...values, ...holding.values },
  };
  return expression === ''
    ? { ConditionCheck: common }
    : { Update: { ...common, UpdateExpression: expression } };
}
