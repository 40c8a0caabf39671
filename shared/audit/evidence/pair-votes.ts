import { lengthened, placesUpTo, sortedBy } from '../../lib/compact/index.ts';

/** The votes of one sampling unit on a pair of models in a specialty. Models and units are given by number. */
export interface PairRow {
  readonly unit: number;
  readonly x: number;
  readonly y: number;
  readonly xWins: number;
  readonly yWins: number;
  readonly ties: number;
  readonly bothBad: number;
}

const COUNTS = ['xWins', 'yWins', 'ties', 'bothBad'] as const satisfies (keyof PairRow)[];
const COLUMNS = ['unit', 'x', 'y', ...COUNTS] as const satisfies (keyof PairRow)[];

/**
 * The votes on pairs of models in one specialty. There is a row per pair and unit with votes, with x before y, sorted
 * by unit, then y, then x. The rows are stored in columns, because a study has millions of rows, and as objects they
 * would take gigabytes.
 */
export type PairVotes = Readonly<Record<keyof PairRow, Int32Array>> & { readonly rows: number };

/** Collects rows in any order. */
export interface PairVotesBuilder {
  add(row: PairRow): void;
  /**
   * Returns all rows with renumbered models, with rows of the same pair and unit added up. Call it once, at the end,
   * because the builder releases its rows.
   */
  build(newNumber: ArrayLike<number>): PairVotes;
}

export function pairVotesBuilder(): PairVotesBuilder {
  let rows = 0;
  let columns = columnsFrom(() => new Int32Array(16));
  const add = (row: PairRow): void => {
    if (rows === columns.unit.length)
      columns = columnsFrom((name) => lengthened(columns[name], Math.ceil(rows * 1.5)));
    for (const name of COLUMNS) columns[name][rows] = row[name];
    rows++;
  };
  const build = (newNumber: ArrayLike<number>): PairVotes => {
    for (let row = 0; row < rows; row++) {
      columns.x[row] = newNumber[columns.x[row]!]!;
      columns.y[row] = newNumber[columns.y[row]!]!;
    }
    let order = placesUpTo(rows);
    for (const name of ['x', 'y', 'unit'] as const) order = sortedBy(columns[name], order);
    const sorted = columnsFrom((name) => arranged(columns[name], order));
    columns = columnsFrom(() => new Int32Array(0));
    return addedUp(sorted, rows);
  };
  return { add, build };
}

/** Adds up neighbouring rows of the same pair and unit, which several spellings of a name have. */
function addedUp(columns: Record<keyof PairRow, Int32Array>, rows: number): PairVotes {
  const { unit, x, y } = columns;
  let last = -1;
  for (let row = 0; row < rows; row++) {
    const isSame = last >= 0 && y[row] === y[last] && x[row] === x[last] && unit[row] === unit[last];
    if (!isSame) last += 1;
    if (isSame) for (const name of COUNTS) columns[name][last]! += columns[name][row]!;
    else if (last < row) for (const name of COLUMNS) columns[name][last] = columns[name][row]!;
  }
  const kept = last + 1;
  return { ...(kept === rows ? columns : columnsFrom((name) => columns[name].slice(0, kept))), rows: kept };
}

const columnsFrom = (column: (name: keyof PairRow) => Int32Array): Record<keyof PairRow, Int32Array> => ({
  unit: column('unit'),
  x: column('x'),
  y: column('y'),
  xWins: column('xWins'),
  yWins: column('yWins'),
  ties: column('ties'),
  bothBad: column('bothBad'),
});

function arranged(column: Int32Array, order: Uint32Array): Int32Array {
  const copy = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) copy[row] = column[order[row]!]!;
  return copy;
}
