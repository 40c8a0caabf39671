import { type CellKey, cellId, type Increments, packing } from '../../../ledger/cells/index.ts';
import type { LedgerRow } from '../../../ledger/index.ts';
import { Arena, Ids, Numbers } from '../../../lib/compact/index.ts';
import { canonicalOrder } from './canonical-order.ts';
import { compareKeys, type EvidenceRows, type NamedJudgments } from './evidence-row.ts';
import { addedUp, type Kind, NO_ID, ROW_COLUMNS, type RowColumn, type RowTable } from './row-table.ts';

/** Collects evidence rows while the ledger is read. */
export interface RowCollector {
  /**
   * Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group with their
   * increments.
   */
  begin(group: number): (row: LedgerRow, increments: readonly Increments[]) => void;
  /** All rows. Call it once, after the last judgment. */
  rows(): EvidenceRows;
}

/** Begins to collect the rows of a study. */
export function rowCollector(): RowCollector {
  const groups = new Map<number, GroupRows>();
  const ids = { clinician: new Ids(), item: new Ids(), site: new Ids(), cell: new Ids() };
  /** The keys of the cells, by number. */
  const keys: CellKey[] = [];
  return {
    begin(group) {
      const own = new GroupRows();
      groups.set(group, own);
      return ({ clinician, entry: { judgment } }, increments) => {
        for (const { slots, ...key } of increments) {
          const cell = ids.cell.numberOf(cellId(key));
          keys[cell] ??= key;
          own.add(
            {
              clinician: ids.clinician.numberOf(clinician),
              item: judgment.item ? ids.item.numberOf(judgment.item.value) : NO_ID,
              site: judgment.site ? ids.site.numberOf(judgment.site.value) : NO_ID,
              cell,
            },
            packing.packOnes(slots),
          );
        }
      };
    },
    rows() {
      const rows = joined([...groups.values()]);
      groups.clear();
      return { ...evidenceRows(addedUp(rows), keys, ids), named: namedIn(rows) };
    },
  };
}

/** Bytes that are allocated at once for the counts of a group. A judgment takes about 150. */
const BLOCK_BYTES = 64 * 1024;

/**
 * The rows of a group, one per judgment and cell. Their numbers and texts are outside the heap, so that garbage collection
 * does not have to visit them.
 */
class GroupRows {
  readonly #columns: Readonly<Record<RowColumn, Numbers>> = {
    ...{ clinician: new Numbers(), item: new Numbers(), site: new Numbers(), cell: new Numbers() },
  };
  readonly #places = new Numbers();
  readonly #packed = new Arena(BLOCK_BYTES);

  add(numbers: Readonly<Record<RowColumn, number>>, packed: string): void {
    for (const column of ROW_COLUMNS) this.#columns[column].push(numbers[column]);
    this.#places.push(this.#packed.add(packed));
  }

  get length(): number {
    return this.#places.count;
  }

  at(column: RowColumn, row: number): number {
    return this.#columns[column].at(row);
  }

  packed(row: number): string {
    return this.#packed.get(this.#places.at(row));
  }
}

/** The rows of all groups. */
function joined(groups: readonly GroupRows[]): RowTable {
  const length = groups.reduce((sum, group) => sum + group.length, 0);
  const owner = new Uint8Array(length);
  const place = new Uint32Array(length);
  let row = 0;
  for (const [number, group] of groups.entries())
    for (let at = 0; at < group.length; at++, row++) [owner[row], place[row]] = [number, at];
  const column = (name: RowColumn) =>
    Int32Array.from({ length }, (_, at) => groups[owner[at]!]!.at(name, place[at]!));
  return {
    length,
    ...{ clinician: column('clinician'), item: column('item'), site: column('site'), cell: column('cell') },
    packed: (at) => groups[owner[at]!]!.packed(place[at]!),
  };
}

/** @param rows before they are added up, one per judgment and cell */
function namedIn({ length, item, site }: RowTable): NamedJudgments {
  const named = (ids: Int32Array): number => ids.reduce((sum, id) => sum + (id === NO_ID ? 0 : 1), 0);
  return { judgments: length, withItem: named(item), withSite: named(site) };
}

function evidenceRows(
  kept: RowTable,
  keys: readonly CellKey[],
  ids: Readonly<Record<'item' | 'site', Ids>>,
): Omit<EvidenceRows, 'named'> {
  const cells = keys.map(cellId);
  const contentOf = (row: number) => `${cells[kept.cell[row]!]}\n${kept.packed(row)}`;
  const { units, digest, unitOf } = canonicalOrder({ ...kept, contentOf });
  const inOrder = [...keys.keys()].sort((a, b) => compareKeys(keys[a]!, keys[b]!));
  const rankOf = new Int32Array(keys.length);
  for (const [rank, cell] of inOrder.entries()) rankOf[cell] = rank;
  const numbered = (kind: Kind) => kept[kind].map((id) => (id === NO_ID ? NO_ID : unitOf[kind][id]!));
  const rows = addedUp({
    ...kept,
    ...{ clinician: numbered('clinician'), item: numbered('item'), site: numbered('site') },
    cell: kept.cell.map((cell) => rankOf[cell]!),
  });
  const unitOrNull = (number: number) => (number === NO_ID ? null : number);
  return {
    units,
    digest,
    *rows() {
      for (let row = 0; row < rows.length; row++)
        yield {
          clinician: rows.clinician[row]!,
          item: unitOrNull(rows.item[row]!),
          site: unitOrNull(rows.site[row]!),
          ...keys[inOrder[rows.cell[row]!]!]!,
          counts: packing.unpackCounts(rows.packed(row)),
        };
    },
    *byClinician() {
      for (let row = 0; row < kept.length; row++)
        yield {
          clinician: kept.clinician[row]!,
          item: ids.item.list[kept.item[row]!] ?? null,
          site: ids.site.list[kept.site[row]!] ?? null,
          ...keys[kept.cell[row]!]!,
          counts: packing.unpackCounts(kept.packed(row)),
        };
    },
  };
}
