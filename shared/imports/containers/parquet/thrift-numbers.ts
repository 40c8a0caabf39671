const MAX_DEPTH = 12;
const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
];

/** The whole numbers of a struct by the path of their field ids, as in `5.1`, and the end of the struct. */
export interface ThriftNumbers {
  readonly numbers: ReadonlyMap<string, number>;
  readonly end: number;
  /** Number of values of any kind in the struct. */
  readonly values: number;
}

/**
 * Reads the whole numbers of a struct in Thrift's compact protocol. Each step consumes at least one byte, and no
 * announced length leads to an allocation. Lists are skipped, without their numbers.
 * @param most maximum number of values; if it is reached, reading stops and the end is unknown
 * @throws RangeError if the bytes are not such a struct
 */
export function thriftNumbers(
  bytes: Uint8Array,
  start: number,
  most = Number.POSITIVE_INFINITY,
): ThriftNumbers {
  const numbers = new Map<string, number>();
  let at = start;
  let values = 0;

  const byte = (): number => {
    const value = bytes[at];
    if (value === undefined) throw new RangeError('the struct does not end');
    at += 1;
    return value;
  };
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const part = byte();
      value |= BigInt(part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
    throw new RangeError('a number is too long');
  };
  const integer = (): number => {
    const value = varint();
    return Number(value & 1n ? -(value >> 1n) - 1n : value >> 1n);
  };
  const skip = (length: number): void => {
    if (length > bytes.length - at) throw new RangeError('a text is longer than the data');
    at += length;
  };
  const element = (type: number, path: string | null, depth: number): void => {
    values += 1;
    if (type === BYTE) skip(1);
    else if (type === I16 || type === I32 || type === I64) keep(path, integer());
    else if (type === DOUBLE) skip(8);
    else if (type === BINARY) skip(Number(varint()));
    else if (type === LIST || type === SET) list(depth + 1);
    else if (type === STRUCT) struct(path, depth + 1);
    else throw new RangeError(`a field has the unknown type ${type}`);
  };
  const keep = (path: string | null, value: number): void => {
    if (path !== null) numbers.set(path, value);
  };
  const list = (depth: number): void => {
    if (depth > MAX_DEPTH) throw new RangeError('the struct is too deep');
    const head = byte();
    const type = head & 0x0f;
    const length = head >> 4 === 15 ? Number(varint()) : head >> 4;
    if (length > bytes.length - at) throw new RangeError('a list is longer than the data');
    for (let index = 0; index < length && values <= most; index += 1)
      if (type === TRUE || type === FALSE) element(BYTE, null, depth);
      else element(type, null, depth);
  };
  const struct = (path: string | null, depth: number): void => {
    if (depth > MAX_DEPTH) throw new RangeError('the struct is too deep');
    let field = 0;
    for (let head = byte(); head !== 0 && values <= most; head = byte()) {
      field = head >> 4 === 0 ? integer() : field + (head >> 4);
      const type = head & 0x0f;
      const own = path === null ? null : path === '' ? `${field}` : `${path}.${field}`;
      if (type === TRUE || type === FALSE) keep(own, type === TRUE ? 1 : 0);
      else element(type, own, depth);
    }
  };
  struct('', 0);
  return { numbers, end: at, values };
}
