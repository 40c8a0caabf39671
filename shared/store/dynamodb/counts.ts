import type { Counts } from '../../tallies/counts.ts';
import type { Item } from './keys.ts';

/** The attribute that counts the changes of a cell. Slots have two characters. */
export const VERSION = 'v';

/** The counts among a cell's attributes: its numbers other than zero, without its version. */
export function countsOf(item: Item): Counts {
  const counts = new Map<string, number>();
  for (const [slot, { N }] of Object.entries(item))
    if (N !== undefined && N !== '0' && slot !== VERSION) counts.set(slot, Number(N));
  return counts;
}

/** How often a cell was changed; 0 where it was not since changes are counted. */
export const versionOf = (item: Item): number => Number(item[VERSION]?.N ?? 0);

/** What an update needs to add counts to attributes of these names: they collide with reserved words. */
export interface Adding {
  /** `ADD …`, or empty where there is nothing to add. */
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/** An ADD of counts to a cell, as one more change of it. */
export const addingToCell = (counts: Counts): Adding => adding([[VERSION, 1], ...counts]);

/** An ADD of counts to the attributes `prefix` + slot. A cell of an import has a hundred: hence one plain loop. */
export function adding(counts: Iterable<readonly [string, number]>, prefix = ''): Adding {
  const clauses: string[] = [];
  // Their keys are made here, and no name from outside can be among them.
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
