/** The units of several lists, in ascending order, and the place of each among them. */
interface UnitUnion {
  readonly units: Int32Array;
  placesIn(own: Int32Array): Int32Array;
}

/** A table of all numbers is used if it has at most this number of entries per listed unit. */
const MAX_ENTRIES_PER_UNIT = 8;

/** @param lists numbers of 0 or more */
export function unionOfUnits(lists: readonly Int32Array[]): UnitUnion {
  let [largest, listed] = [-1, 0];
  for (const list of lists) {
    listed += list.length;
    for (let at = 0; at < list.length; at++) largest = Math.max(largest, list[at]!);
  }
  return largest < MAX_ENTRIES_PER_UNIT * listed ? unionByTable(lists, largest) : unionByMap(lists);
}

function unionByTable(lists: readonly Int32Array[], largest: number): UnitUnion {
  const placeOf = new Int32Array(largest + 1).fill(-1);
  for (const list of lists) for (let at = 0; at < list.length; at++) placeOf[list[at]!] = 0;
  let size = 0;
  for (let unit = 0; unit <= largest; unit++) if (placeOf[unit] === 0) placeOf[unit] = size++;
  const units = new Int32Array(size);
  for (let unit = 0; unit <= largest; unit++) if (placeOf[unit] !== -1) units[placeOf[unit]!] = unit;
  return { units, placesIn: (own) => own.map((unit) => placeOf[unit]!) };
}

function unionByMap(lists: readonly Int32Array[]): UnitUnion {
  const all = new Set<number>();
  for (const list of lists) for (const unit of list) all.add(unit);
  const units = Int32Array.from(all).sort();
  const placeOf = new Map([...units].map((unit, place) => [unit, place]));
  return { units, placesIn: (own) => own.map((unit) => placeOf.get(unit)!) };
}
