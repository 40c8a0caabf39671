import type { Snapshot } from '../../contracts/index.ts';
import { isMasked, type NoGoZone } from './no-go-zones.ts';
import type { NumberedZone } from './zones.ts';

/**
 * Counts per family the tested cells, and those that are confirmed, below tolerance and cleared. It also counts the cells
 * that the naive rule "rate above tolerance" would flag, including those due to chance.
 *
 * @param names all families, including families without a rated cell
 */
export function zoneFamilies(
  all: readonly NumberedZone[],
  names: Iterable<string>,
): Snapshot['zoneFamilies'] {
  const families = new Map<string, Snapshot['zoneFamilies'][number]>();
  for (const family of names)
    families.set(family, {
      family,
      size: 0,
      confirmed: 0,
      belowTolerance: 0,
      cleared: 0,
      aboveToleranceByPoint: 0,
    });
  for (const { zone } of all) {
    const { family, state, pValue, aboveToleranceByPoint } = zone;
    const sums = families.get(family)!;
    sums.size += pValue === null ? 0 : 1;
    sums.confirmed += state === 'confirmed' ? 1 : 0;
    sums.belowTolerance! += state === 'below tolerance' ? 1 : 0;
    sums.cleared += state === 'cleared' ? 1 : 0;
    sums.aboveToleranceByPoint += aboveToleranceByPoint ? 1 : 0;
  }
  return [...families.values()];
}

/** Models with no-go zones that averages over all specialties hide, with the number of these zones per model. */
export function masking(zones: readonly NoGoZone[]): { model: string; zones: number }[] {
  const masked = Map.groupBy(zones.filter(isMasked), ({ model }) => model);
  return [...masked].map(([model, hidden]) => ({ model, zones: hidden.length }));
}
