import { addInto, type Counts } from '../../tallies/counts.ts';

/** Length of a slot's name. */
const SLOT = 2;

/** Counts as one flat string, `w1 3,A4 1`-like without the blanks: a tenth of what a Map of them takes. */
function packCounts(counts: Counts): string {
  const parts: string[] = [];
  for (const [slot, count] of counts) parts.push(slot + count.toString(36));
  return parts.join(',');
}

export function unpackCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  if (text === '') return counts;
  for (const part of text.split(',')) counts.set(part.slice(0, SLOT), Number.parseInt(part.slice(SLOT), 36));
  return counts;
}

/** The packed sum of packed counts and others. */
export function addPacked(text: string, counts: Counts, factor: number): string {
  const sum = unpackCounts(text);
  addInto(sum, counts, factor);
  return packCounts(sum);
}
