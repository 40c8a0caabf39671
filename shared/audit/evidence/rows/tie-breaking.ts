import { byCodeUnit } from '../../../lib/index.ts';
import { type Kind, NO_ID, type RowTable } from './row-table.ts';

/** A number for each id of each kind. Ids without rows have none. */
type IdNumbers = Readonly<Record<Kind, readonly number[]>>;

interface TiedRows extends Pick<RowTable, Kind> {
  /** The rows of each clinician, in the order of their colours. Undefined for clinicians without rows. */
  readonly ofClinician: readonly (readonly number[] | undefined)[];
}

/** The kinds of ids that clinicians can have in common. */
const SHARED = ['item', 'site'] as const;

/** Number of clinicians with common ids of equal colour, above which they are taken in any order. It limits the time. */
const MAX_COMPARED = 500;

/**
 * Numbers all ids in the order of their colours, so that the numbers of connected ids of equal colour agree. Suppose that
 * clinicians a and b are alike, and so are items x and y, but a judged x and b judged y. Then a and x have the same place
 * among their equals.
 *
 * Clinicians are taken one by one, and give the next free numbers to their items and sites. The next one is always that
 * whose common items and sites have the smallest numbers. If several are still alike, any of them can be next. This changes
 * nothing if their rows are symmetric.
 *
 * @param ranks the place of each id in the order of colours, which ids of equal colour share
 * @see docs/decisions/0135-units-are-ordered-by-their-content.md
 */
export function numberTied(rows: TiedRows, ranks: IdNumbers): IdNumbers {
  const numbers: Record<Kind, number[]> = { clinician: [], item: [], site: [] };
  const free: Record<Kind, Map<number, number>> = { clinician: new Map(), item: new Map(), site: new Map() };
  const take = (kind: Kind, id: number): void => {
    if (id === NO_ID || numbers[kind][id] !== undefined) return;
    const rank = ranks[kind][id]!;
    numbers[kind][id] = free[kind].get(rank) ?? rank;
    free[kind].set(rank, numbers[kind][id] + 1);
  };
  const isCommon = { item: commonTied('item', rows, ranks), site: commonTied('site', rows, ranks) };
  const takeWithRows = (clinician: number): void => {
    take('clinician', clinician);
    for (const row of rows.ofClinician[clinician]!) for (const kind of SHARED) take(kind, rows[kind][row]!);
  };
  /** The common ids of a clinician, as text: numbered ones first, and then its own place. */
  const keyOf = (clinician: number): string =>
    [
      ...rows.ofClinician[clinician]!.flatMap((row) =>
        SHARED.filter((kind) => isCommon[kind](rows[kind][row]!)).map((kind) =>
          ordinal(numbers[kind][rows[kind][row]!]),
        ),
      ).sort(byCodeUnit),
      ordinal(ranks.clinician[clinician]),
    ].join(' ');

  const byRank = [...rows.ofClinician.keys()]
    .filter((id) => rows.ofClinician[id] !== undefined)
    .sort((a, b) => ranks.clinician[a]! - ranks.clinician[b]!);
  const connected = new Set<number>();
  for (const clinician of byRank)
    if (rows.ofClinician[clinician]!.some((row) => SHARED.some((kind) => isCommon[kind](rows[kind][row]!))))
      connected.add(clinician);
    else takeWithRows(clinician);
  const isCompared = connected.size <= MAX_COMPARED;
  while (connected.size > 0) {
    const next = isCompared ? leastOf(connected, keyOf) : connected.values().next().value!;
    connected.delete(next);
    takeWithRows(next);
  }
  return numbers;
}

/** A number as text that sorts like the number. A missing number sorts last. */
const ordinal = (number: number | undefined): string =>
  number === undefined ? '~' : String(number).padStart(9, '0');

/** Whether an id has equals, and rows of several clinicians. Other ids tell no clinicians apart. */
function commonTied(
  kind: (typeof SHARED)[number],
  rows: TiedRows,
  ranks: IdNumbers,
): (id: number) => boolean {
  const owners = new Map<number, number>();
  const common = new Set<number>();
  for (const [clinician, own] of rows.ofClinician.entries())
    for (const row of own ?? []) {
      const id = rows[kind][row]!;
      if (id === NO_ID) continue;
      if ((owners.get(id) ?? clinician) !== clinician) common.add(id);
      owners.set(id, clinician);
    }
  const sizes = Map.groupBy(owners.keys(), (id) => ranks[kind][id]!);
  return (id) => common.has(id) && sizes.get(ranks[kind][id]!)!.length > 1;
}

function leastOf(members: ReadonlySet<number>, keyOf: (member: number) => string): number {
  let [least, key] = [-1, ''];
  for (const member of members) {
    const own = keyOf(member);
    if (least === -1 || byCodeUnit(own, key) < 0) [least, key] = [member, own];
  }
  return least;
}
