import {
  addInto,
  type CellKey,
  type Counts,
  cellId,
  packCounts,
  parseCellId,
  unpackCounts,
} from '../../../ledger/cells/index.ts';
import type { LedgerRow } from '../../../ledger/index.ts';
import { byCodeUnit } from '../../../lib/index.ts';
import { type CollectedRow, canonicalOrder } from './canonical-order.ts';
import { compareRows, type EvidenceRow, type EvidenceRows } from './evidence-row.ts';

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

/** Rows of one group of clinicians, by clinician, item, site and cell. */
type GroupRows = Map<string, KeptRow>;

interface KeptRow {
  readonly clinician: string;
  /** Empty if the judgments name none. */
  readonly item: string;
  readonly site: string;
  readonly cell: string;
  packed: string;
}

/** Separates the parts of a key. It cannot occur in a name. */
const SEPARATOR = '\n';

/**
 * Begins to collect the rows of a study. A row is kept as text of about a hundred characters, so that 200,000 of them
 * fit into memory.
 */
export function rowCollector(): RowCollector {
  const groups = new Map<number, GroupRows>();
  const names = new Map<string, string>();
  /** One copy of each name. The store decodes a new copy for each judgment. */
  const shared = (name: string): string => {
    const known = names.get(name);
    if (known === undefined) names.set(name, name);
    return known ?? name;
  };
  return {
    begin(group) {
      const own: GroupRows = new Map();
      groups.set(group, own);
      return ({ clinician, entry: { judgment } }, tallies) => {
        const [item, site] = [judgment.item?.value ?? '', ''];
        for (const { counts, ...cell } of tallies) {
          const id = shared(cellId(cell));
          const key = [clinician, item, site, id].join(SEPARATOR);
          const kept = own.get(key);
          if (kept) kept.packed = packed(added(unpackCounts(kept.packed), counts));
          else
            own.set(key, {
              clinician: shared(clinician),
              item: shared(item),
              site: shared(site),
              cell: id,
              packed: packed(counts),
            });
        }
      };
    },
    rows() {
      const kept = [...groups.values()].flatMap((group) => [...group.values()]);
      groups.clear();
      return evidenceRows(kept);
    },
  };
}

/** Packs counts in the order of their slots, so that equal counts have equal texts. */
const packed = (counts: Counts): string =>
  packCounts(new Map([...counts].sort(([a], [b]) => byCodeUnit(a, b))));

function added(sum: Map<string, number>, counts: Counts): Map<string, number> {
  addInto(sum, counts);
  return sum;
}

/** A row with its unit numbers, and its counts as text. */
interface NumberedRow extends Omit<EvidenceRow, 'counts'> {
  packed: string;
}

function evidenceRows(kept: readonly KeptRow[]): EvidenceRows {
  const { units, digest, clinicians, items, sites } = canonicalOrder(kept.map(contentOf));
  const numbered = kept.map(
    ({ clinician, item, site, cell, packed }): NumberedRow => ({
      clinician: clinicians.get(clinician)!,
      item: items.get(item) ?? null,
      site: sites.get(site) ?? null,
      ...parseCellId(cell),
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

const contentOf = ({ clinician, item, site, cell, packed }: KeptRow): CollectedRow => ({
  clinician,
  item,
  site,
  content: cell + SEPARATOR + packed,
});

/** Adds up neighbouring rows of the same units and cell. There are some if several ids share a unit. */
function addedUp(sorted: readonly NumberedRow[]): NumberedRow[] {
  const rows: NumberedRow[] = [];
  for (const row of sorted) {
    const last = rows.at(-1);
    if (last && compareRows(last, row) === 0)
      last.packed = packed(added(unpackCounts(last.packed), unpackCounts(row.packed)));
    else rows.push(row);
  }
  return rows;
}
