import { cellId, parseCellId } from '../../tallies/cell.ts';
import { addInto, type Counts } from '../../tallies/counts.ts';
import type { CellAddition } from '../port.ts';

/** Length of a slot's name. */
const SLOT = 2;

/** Counts as one flat string, `w1 3,A4 1`-like without the blanks: a tenth of what a Map of them takes. */
const pack = (counts: Counts): string => {
  const parts: string[] = [];
  for (const [slot, count] of counts) parts.push(slot + count.toString(36));
  return parts.join(',');
};

function unpack(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  if (text === '') return counts;
  for (const part of text.split(',')) counts.set(part.slice(0, SLOT), Number.parseInt(part.slice(SLOT), 36));
  return counts;
}

/** The cells of all groups, packed: a million judgments may make nearly as many cells. */
export class MemoryCells {
  readonly #groups = new Map<number, Map<string, string>>();

  counts({ group, ...key }: Omit<CellAddition, 'counts'>): Map<string, number> {
    return unpack(this.#groups.get(group)?.get(cellId(key)) ?? '');
  }

  add(addition: CellAddition): void {
    const counts = this.counts(addition);
    addInto(counts, addition.counts);
    const cells = this.#groups.get(addition.group) ?? new Map<string, string>();
    this.#groups.set(addition.group, cells);
    if (counts.size === 0) cells.delete(cellId(addition));
    else cells.set(cellId(addition), pack(counts));
  }

  *of(group: number) {
    for (const [id, counts] of this.#groups.get(group) ?? [])
      yield { ...parseCellId(id), group, counts: unpack(counts) };
  }
}
