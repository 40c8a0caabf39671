import type { CompactEntry } from '../ledger-codec.ts';
import type { Item } from './keys.ts';

/** The attributes of a judgment's item, without its key. */
export function itemOf(entry: CompactEntry): Item {
  const item: Item = {};
  for (const [name, value] of Object.entries(entry) as [string, string | number | string[]][])
    item[name] =
      typeof value === 'number'
        ? { N: String(value) }
        : typeof value === 'string'
          ? { S: value }
          : { L: value.map((S) => ({ S })) };
  return item;
}

/** Reads the fields of a judgment's item. */
export function entryFromItem({ pk: _pk, sk: _sk, ...item }: Item): CompactEntry {
  const fields = Object.entries(item).map(([name, { S, N, L }]) => [
    name,
    N !== undefined ? Number(N) : (S ?? L?.map((part) => part.S)),
  ]);
  return Object.fromEntries(fields) as CompactEntry;
}
