/** The units of several lists, in ascending order, and the place of each among them. */
export function unionOfUnits(lists: Iterable<Int32Array>): {
  readonly units: Int32Array;
  placesIn(own: Int32Array): Int32Array;
} {
  const all = new Set<number>();
  for (const list of lists) for (const unit of list) all.add(unit);
  const units = Int32Array.from(all).sort();
  const placeOf = new Map([...units].map((unit, place) => [unit, place]));
  return { units, placesIn: (own) => own.map((unit) => placeOf.get(unit)!) };
}
