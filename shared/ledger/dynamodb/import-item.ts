import type { Place } from '../../lib/index.ts';
import { EVENT_OUTCOMES } from '../apply.ts';
import type { Counts } from '../cells/cell.ts';
import type { ImportState, Settled } from '../import-log/import-log.ts';
import type { Item } from './items.ts';

/** The attributes that count begin with the prefix of their kind: `c_recorded`, `r_unknown_field` … */
const PREFIXES = {
  committed: 'c_',
  committedBefore: 'b_',
  unchanged: 'u_',
  rejects: 'r_',
  notes: 'n_',
} as const;

/** The part of SET that copies `committed` to `committedBefore`. */
export const CARRY_COMMITTED = EVENT_OUTCOMES.map(
  (outcome) =>
    `${PREFIXES.committedBefore}${outcome} = if_not_exists(${PREFIXES.committed}${outcome}, :zero)`,
).join(', ');

/** The parts of SET and REMOVE that replace the place of the next record. */
export function placeChange(place: Place | null): { set: string; remove: string; values: Item } {
  if (!place) return { set: '', remove: ', atByte, atLine', values: {} };
  const values = { ':byte': { N: String(place.byteOffset) }, ':line': { N: String(place.line) } };
  return { set: 'atByte = :byte, atLine = :line, ', remove: '', values };
}

/** The ADD for the counts of a checkpoint. */
export function settledAdditions({ unchanged, rejects, notes }: Settled) {
  const additions = [
    ...[...unchanged].map(([name, count]) => [PREFIXES.unchanged + name, count] as const),
    ...[...rejects].map(([name, count]) => [PREFIXES.rejects + name, count] as const),
    ...[...notes].map(([name, count]) => [PREFIXES.notes + name, count] as const),
  ];
  const names = additions.map(([name], index) => [`#a${index}`, name] as const);
  const values = additions.map(([, count], index) => [`:a${index}`, { N: String(count) }] as const);
  return {
    expression:
      additions.length === 0 ? '' : `ADD ${additions.map((_, index) => `#a${index} :a${index}`).join(', ')}`,
    names: Object.fromEntries(names),
    values: Object.fromEntries(values) as Item,
  };
}

/** Reads the state in an import's item. */
export const stateOf = (item: Item): ImportState => ({
  epoch: Number(item.epoch?.N),
  position: Number(item.position?.N),
  place:
    item.atByte?.N === undefined ? null : { byteOffset: Number(item.atByte.N), line: Number(item.atLine?.N) },
  windowEnd: item.windowEnd?.N === undefined ? null : Number(item.windowEnd.N),
  committed: countsUnder(item, PREFIXES.committed),
  committedBefore: countsUnder(item, PREFIXES.committedBefore),
  unchanged: countsUnder(item, PREFIXES.unchanged),
  rejects: countsUnder(item, PREFIXES.rejects),
  notes: countsUnder(item, PREFIXES.notes),
  survey: item.survey?.S ?? null,
  stalled: Number(item.stalled?.N),
  startedAt: item.startedAt?.S ?? '',
  status: item.status?.S as ImportState['status'],
});

function countsUnder(item: Item, prefix: string): Counts {
  const counts = new Map<string, number>();
  for (const [name, { N }] of Object.entries(item))
    if (name.startsWith(prefix) && N !== undefined && N !== '0')
      counts.set(name.slice(prefix.length), Number(N));
  return counts;
}
