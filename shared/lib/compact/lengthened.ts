/** A typed array of numbers. */
interface NumberArray extends ArrayLike<number> {
  set(values: ArrayLike<number>): void;
}

/** A copy of a typed array with this length. The places after its values are 0. */
export function lengthened<T extends NumberArray>(list: T, length: number): T {
  const copy = new (list.constructor as new (length: number) => T)(length);
  copy.set(list);
  return copy;
}
