import { lengthened } from '../../lib/compact/index.ts';
import type { Coefficients, Counted } from './counted.ts';
import { unionOfUnits } from './unit-union.ts';

/** The kinds of units by which rows are counted if they are not the main ones. */
export const FURTHER_UNITS = ['clinician', 'item', 'site'] as const;
export type FurtherUnit = (typeof FURTHER_UNITS)[number];

/** An intersection is a main unit with an item. */
export type CrossedUnit = FurtherUnit | 'intersection';

/**
 * The answers of a model in a specialty, by evidence row. Only the entries that are not 0 are stored, because a row has
 * one or a few answers, and a block has more than a hundred entries.
 */
export interface SparseAnswers {
  /** The counts of row r are those from starts[r] to starts[r + 1]. */
  readonly starts: Int32Array;
  readonly entries: Uint16Array;
  readonly counts: Int32Array;
  /** The numbers of the units in ascending order, and the place of each row's unit among them, by kind. */
  readonly units: ReadonlyMap<CrossedUnit, UnitPlaces>;
}

interface UnitPlaces {
  readonly units: Int32Array;
  readonly places: Int32Array;
}

/** Collects the rows of a model in a specialty. */
export class SparseAnswersBuilder {
  #rows = 0;
  #length = 0;
  #starts = new Int32Array(8);
  readonly #units: Map<CrossedUnit, Int32Array<ArrayBuffer>>;
  #entries = new Uint16Array(64);
  #counts = new Int32Array(64);

  /** @param kinds of units that are kept for each row */
  constructor(kinds: readonly CrossedUnit[]) {
    this.#units = new Map(kinds.map((kind) => [kind, new Int32Array(8)]));
  }

  /** Begins a row. The counts that are put next belong to it. */
  begin(unitOf: (kind: CrossedUnit) => number): void {
    if (this.#rows + 1 >= this.#starts.length) {
      const length = Math.ceil(this.#starts.length * 1.5);
      this.#starts = lengthened(this.#starts, length);
      for (const [kind, units] of this.#units) this.#units.set(kind, lengthened(units, length));
    }
    for (const [kind, units] of this.#units) units[this.#rows] = unitOf(kind);
    this.#starts[this.#rows++] = this.#length;
  }

  put(entry: number, count: number): void {
    if (this.#length === this.#entries.length) {
      const length = Math.ceil(this.#length * 1.5);
      this.#entries = lengthened(this.#entries, length);
      this.#counts = lengthened(this.#counts, length);
    }
    this.#entries[this.#length] = entry;
    this.#counts[this.#length++] = count;
  }

  build(): SparseAnswers {
    const rows = this.#rows;
    const starts = new Int32Array(rows + 1);
    starts.set(this.#starts.subarray(0, rows));
    starts[rows] = this.#length;
    return {
      starts,
      entries: this.#entries.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#length),
      units: new Map([...this.#units].map(([kind, units]) => [kind, placesOf(units.subarray(0, rows))])),
    };
  }
}

function placesOf(unitOfRow: Int32Array): UnitPlaces {
  const { units, placesIn } = unionOfUnits([unitOfRow]);
  return { units, places: placesIn(unitOfRow) };
}

/** Several lists of answers with places among the units of all of them. */
export interface JoinedAnswers {
  readonly units: Int32Array;
  readonly parts: readonly { readonly answers: SparseAnswers; readonly places: Int32Array }[];
}

export function joined(parts: readonly SparseAnswers[], kind: CrossedUnit): JoinedAnswers {
  const [only, ...others] = parts;
  if (only && others.length === 0) {
    const { units, places } = only.units.get(kind)!;
    return { units, parts: [{ answers: only, places }] };
  }
  const { units, placesIn } = unionOfUnits(parts.map((part) => part.units.get(kind)!.units));
  return {
    units,
    parts: parts.map((answers) => {
      const own = answers.units.get(kind)!;
      const among = placesIn(own.units);
      return { answers, places: own.places.map((place) => among[place]!) };
    }),
  };
}

/** The counts of {@link SparseAnswers} by entry: those of entry e are from starts[e] to starts[e + 1]. */
interface EntryIndex {
  readonly starts: Uint32Array;
  readonly rows: Uint16Array | Int32Array;
  /** Null if all counts are 1. */
  readonly counts: Int32Array | null;
}

/** Created at the first use, because an audit reads each entry of a model in a specialty many times. */
const indices = new WeakMap<SparseAnswers, EntryIndex>();

function indexOf(answers: SparseAnswers): EntryIndex {
  const known = indices.get(answers);
  if (known) return known;
  const { starts: rowStarts, entries, counts } = answers;
  const rows = rowStarts.length - 1;
  const starts = startsOf(entries);
  const next = starts.slice();
  const index = {
    starts,
    rows: rows <= 65_536 ? new Uint16Array(entries.length) : new Int32Array(entries.length),
    counts: counts.every((count) => count === 1) ? null : new Int32Array(entries.length),
  };
  for (let row = 0; row < rows; row++)
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) {
      const place = next[entries[at]!]!++;
      index.rows[place] = row;
      if (index.counts) index.counts[place] = counts[at]!;
    }
  indices.set(answers, index);
  return index;
}

function startsOf(entries: Uint16Array): Uint32Array {
  let largest = 0;
  for (let at = 0; at < entries.length; at++) largest = Math.max(largest, entries[at]!);
  const starts = new Uint32Array(largest + 2);
  for (let at = 0; at < entries.length; at++) starts[entries[at]! + 1]!++;
  for (let entry = 1; entry < starts.length; entry++) starts[entry]! += starts[entry - 1]!;
  return starts;
}

/** Counts rated answers and failures by unit. Units without rated answers have n = 0. */
export function countedSparse(joined: JoinedAnswers, coefficients: Coefficients): Counted {
  const { units } = joined;
  const found = {
    units,
    n: new Array<number>(units.length).fill(0),
    k: new Array<number>(units.length).fill(0),
  };
  // Whole numbers have the same sum in any order. Others are added row by row, so that sums do not depend on the method.
  if (coefficients.areWhole) addByEntry(joined, coefficients, found);
  else addByRow(joined, coefficients, found);
  return found;
}

type Sums = Readonly<Record<'n' | 'k', number[]>>;

function addByEntry({ parts }: JoinedAnswers, { n, k }: Coefficients, found: Sums): void {
  for (const { answers, places } of parts) {
    const { starts, rows, counts } = indexOf(answers);
    for (let entry = 0; entry < starts.length - 1; entry++) {
      const [rated, failed] = [n[entry]!, k[entry]!];
      if (rated === 0 && failed === 0) continue;
      for (let at = starts[entry]!; at < starts[entry + 1]!; at++) {
        const [place, count] = [places[rows[at]!]!, counts === null ? 1 : counts[at]!];
        found.n[place]! += rated * count;
        found.k[place]! += failed * count;
      }
    }
  }
}

function addByRow({ parts }: JoinedAnswers, coefficients: Coefficients, found: Sums): void {
  const { n, k } = coefficients;
  for (const { answers, places } of parts) {
    const { starts, entries, counts } = answers;
    const sums = rowSums(answers, coefficients);
    if (sums) {
      for (let row = 0; row < places.length; row++) {
        found.n[places[row]!]! += sums.n[row]!;
        found.k[places[row]!]! += sums.k[row]!;
      }
      continue;
    }
    for (let row = 0; row < places.length; row++) {
      let [rated, failed] = [0, 0];
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        const [entry, count] = [entries[at]!, counts[at]!];
        rated += n[entry]! * count;
        failed += k[entry]! * count;
      }
      found.n[places[row]!]! += rated;
      found.k[places[row]!]! += failed;
    }
  }
}

/**
 * The sums of each row, read by entry. Null if some row has more than two terms, because the sum of two is the same in
 * any order, and that of three is not.
 */
function rowSums(answers: SparseAnswers, { n, k }: Coefficients): Record<'n' | 'k', Float64Array> | null {
  const { starts, rows, counts } = indexOf(answers);
  const length = answers.starts.length - 1;
  const sums = { n: new Float64Array(length), k: new Float64Array(length) };
  const terms = new Uint8Array(2 * length);
  for (let entry = 0; entry < starts.length - 1; entry++) {
    const [rated, failed] = [n[entry]!, k[entry]!];
    if (rated === 0 && failed === 0) continue;
    for (let at = starts[entry]!; at < starts[entry + 1]!; at++) {
      const [row, count] = [rows[at]!, counts === null ? 1 : counts[at]!];
      if (rated !== 0) {
        if (++terms[2 * row]! > 2) return null;
        sums.n[row]! += rated * count;
      }
      if (failed !== 0) {
        if (++terms[2 * row + 1]! > 2) return null;
        sums.k[row]! += failed * count;
      }
    }
  }
  return sums;
}
