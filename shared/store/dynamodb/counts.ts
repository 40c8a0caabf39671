import type { Counts } from '../../tallies/counts.ts';
import type { Item } from './keys.ts';

/** The counts among an item's attributes: its numbers other than zero. */
export function countsOf(item: Item): Counts {
  const counts = new Map<string, number>();
  for (const [slot, { N }] of Object.entries(item))
    if (N !== undefined && N !== '0') counts.set(slot, Number(N));
  return counts;
}

/** What an update needs to add counts to attributes of these names: they collide with reserved words. */
export interface Adding {
  /** `ADD …`, or empty where there is nothing to add. */
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Item;
}

/** An ADD of counts to the attributes `prefix` + slot. */
export function adding(counts: Counts, prefix = ''): Adding {
  const slots = [...counts];
  return {
    expression: slots.length === 0 ? '' : `ADD ${slots.map((_, index) => `#${index} :${index}`).join(',')}`,
    names: Object.fromEntries(slots.map(([slot], index) => [`#${index}`, prefix + slot])),
    values: Object.fromEntries(slots.map(([, count], index) => [`:${index}`, { N: String(count) }])),
  };
}
