import {
  addInto,
  type CellKey,
  type Counts,
  cellId,
  packCounts,
  unpackCounts,
} from '../../../ledger/cells/index.ts';
import type { LedgerRow } from '../../../ledger/index.ts';
import { byCodeUnit } from '../../../lib/index.ts';
import { canonicalOrder } from './canonical-order.ts';
import {
  addNamed,
  compareRows,
  type EvidenceRow,
  type EvidenceRows,
  type NamedJudgments,
  NONE_NAMED,
} from './evidence-row.ts';

/** The increments of a judgment in a cell. */
interface Tallied extends CellKey {
  readonly counts: Counts;
}

/** Collects evidence rows while the ledger is read. */
export interface RowCollector {
  /**
   * Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group with their
   * tallies.
   */
  begin(group: number): (row: LedgerRow, tallies: readonly Tallied[]) => void;
  /** All rows. Call it once, after the last judgment. */
  rows(): EvidenceRows;
}

/** A row with the numbers of its ids. */
interface KeptRow {
  readonly clinician: number;
  readonly item: number;
  readonly site: number;
  readonly cell: number;
  packed: string;
}

/**
 * Begins to collect the rows of a study. A row is kept as a few numbers and a text of about a hundred characters, so that
 * 200,000 of them fit into memory.
 */
export function rowCollector(): RowCollector {
  const groups = new Map<number, CollectedGroup>();
  const [clinicians, items, sites, cells] = [new Ids(), new Ids(), new Ids(), new Ids()];
  /** The keys of the cells, by number. */
  const keys: CellKey[] = [];
  return {
    begin(group) {
      const own = new Map<string, KeptRow>();
      const collected: CollectedGroup = { rows: own, named: NONE_NAMED };
      groups.set(group, collected);
      return ({ clinician, entry: { judgment } }, tallies) => {
        const ids = {
          clinician: clinicians.numberOf(clinician),
          item: items.numberOf(judgment.item?.value ?? ''),
          site: sites.numberOf(judgment.site?.value ?? ''),
        };
        const item = judgment.item?.value ? ids.item : null;
        const site = judgment.site?.value ? ids.site : null;
        for (const { counts, ...key } of tallies) {
          collected.named = addNamed(collected.named, { item, site, y: key.y, counts });
          const cell = cells.numberOf(cellId(key));
          keys[cell] ??= key;
          const place = `${ids.clinician} ${ids.item} ${ids.site} ${cell}`;
          const kept = own.get(place);
          // The counts of a single judgment always have the same order. Those of several must be sorted.
          if (kept) kept.packed = packedSorted(added(unpackCounts(kept.packed), counts));
          else own.set(place, { ...ids, cell, packed: packCounts(counts) });
        }
      };
    },
    rows() {
      const collected = [...groups.values()];
      groups.clear();
      const kept = collected.flatMap(({ rows }) => [...rows.values()]);
      return {
        ...evidenceRows(kept, { items, sites, keys }),
        named: summedNamed(collected.map(({ named }) => named)),
      };
    },
  };
}

/** The rows of a group of clinicians, and the numbers of its judgments. */
interface CollectedGroup {
  readonly rows: ReadonlyMap<string, KeptRow>;
  named: NamedJudgments;
}

const summedNamed = (groups: readonly NamedJudgments[]): NamedJudgments =>
  groups.reduce(
    (sum, own) => ({
      judgments: sum.judgments + own.judgments,
      withItem: sum.withItem + own.withItem,
      withSite: sum.withSite + own.withSite,
    }),
    NONE_NAMED,
  );

/** Numbers ids in the order of arrival. A row with numbers takes less memory than one with ids. */
class Ids {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(id: string): number {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.list.push(id) - 1;
      this.#numbers.set(id, number);
    }
    return number;
  }
}

/** Packs counts in the order of their slots, so that equal counts have equal texts. */
const packedSorted = (counts: Counts): string =>
  packCounts(new Map([...counts].sort(([a], [b]) => byCodeUnit(a, b))));

function added(sum: Map<string, number>, counts: Counts): Map<string, number> {
  addInto(sum, counts);
  return sum;
}

/** The ids and keys to which the numbers of rows refer. */
interface KnownIds {
  readonly items: Ids;
  readonly sites: Ids;
  readonly keys: readonly CellKey[];
}

/** A row with its unit numbers, and its counts as text. */
interface NumberedRow extends Omit<EvidenceRow, 'counts'> {
  packed: string;
}

function evidenceRows(
  kept: readonly KeptRow[],
  { items: itemIds, sites: siteIds, keys }: KnownIds,
): Omit<EvidenceRows, 'named'> {
  const isNamed = (ids: Ids) => (number: number) => ids.list[number] !== '';
  const [hasItem, hasSite] = [isNamed(itemIds), isNamed(siteIds)];
  const { units, digest, clinicians, items, sites } = canonicalOrder(
    kept.map(({ clinician, item, site, cell, packed }) => ({
      clinician,
      item: hasItem(item) ? item : null,
      site: hasSite(site) ? site : null,
      content: `${cellId(keys[cell]!)}\n${packed}`,
    })),
  );
  const numbered = kept.map(
    ({ clinician, item, site, cell, packed }): NumberedRow => ({
      clinician: clinicians[clinician]!,
      item: hasItem(item) ? items[item]! : null,
      site: hasSite(site) ? sites[site]! : null,
      ...keys[cell]!,
      packed,
    }),
  );
  const rows = addedUp(numbered.sort(compareRows));
  return {
    units,
    digest,
    *rows() {
      for (const { packed, ...row } of rows) yield { ...row, counts: unpackCounts(packed) };
    },
  };
}

/** Adds up neighbouring rows of the same units and cell. There are some if several ids share a unit. */
function addedUp(sorted: readonly NumberedRow[]): NumberedRow[] {
  const rows: NumberedRow[] = [];
  for (const row of sorted) {
    const last = rows.at(-1);
    if (last && compareRows(last, row) === 0)
      last.packed = packedSorted(added(unpackCounts(last.packed), unpackCounts(row.packed)));
    else rows.push(row);
  }
  return rows;
}
