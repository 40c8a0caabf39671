import type { Counts } from '../cells/counts.ts';
import type { Item } from './keys.ts';

/** The attribute that counts the changes of a cell. It cannot be a slot, because slots have two characters. */
export const VERSION = 'v';

/** The counts of a cell: its numeric attributes, without the version and without zeros. */
export function countsOf(item: Item): Counts {
  const counts = new Map<string, number>();
  for (const [slot, { N }] of Object.entries(item))
    if (N !== undefined && N !== '0' && slot !== VERSION) counts.set(slot, Number(N));
  return counts;
}

/** The number of changes of a cell; 0 if the item has no version yet. */
export const versionOf = (item: Item): number => Number(item[VERSION]?.N ?? 0);

/** The parts of an update that adds counts to attributes. Names need aliases, because they collide with reserved words. */
export interface Adding {
  /** `ADD …`; empty if there are no counts. */
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/** An update that adds counts to a cell, and 1 to its version. */
export const addingToCell = (counts: Counts): Adding => adding([[VERSION, 1], ...counts]);

/**
 * An update that adds counts to the attributes `prefix` + slot. It is one plain loop for speed, because a cell of an import
 * has a hundred slots.
 */
export function adding(counts: Iterable<readonly [string, number]>, prefix = ''): Adding {
  const clauses: string[] = [];
  // The keys are aliases that are made here, so no outside text can be a key, such as `__proto__`.
  const names: Record<string, string> = {};
  const values: Item = {};
  for (const [slot, count] of counts) {
    const index = clauses.length;
    names[`#${index}`] = prefix + slot;
    values[`:${index}`] = { N: String(count) };
    clauses.push(`#${index} :${index}`);
  }
  return { expression: clauses.length === 0 ? '' : `ADD ${clauses.join(',')}`, names, values };
}
