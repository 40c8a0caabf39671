import type { Snapshot } from '../../shared/contracts/snapshot.ts';
import { figuresOf, unitFigures } from '../../shared/publication/public/figures.ts';
import { publicSnapshot } from '../../shared/publication/public/public-snapshot.ts';
import { type ShownFigures, suppress } from '../../shared/publication/public/suppression.ts';
import { audit } from './audit.ts';
import { type Sample, sampleInput } from './sample-study.ts';

export const INTERNAL = 'a'.repeat(64);
const AS_WRITTEN = { models: (name: string) => name, specialties: (name: string) => name };

/**
 * The public edition of a made-up study. The groups of clinicians are the units, as in large studies.
 * @param least `suppressBelow` of the protocol
 */
export function editionOf(
  sample: Sample,
  least = 5,
  before: Snapshot | null = null,
  shown: ShownFigures = new Map(),
) {
  const input = sampleInput(sample);
  const exact = audit({ ...input, protocol: { ...input.protocol, suppressBelow: least } });
  const units = new Map<number, ReturnType<typeof unitFigures>>();
  for (const cell of input.cells) {
    const unit = units.get(cell.group) ?? unitFigures(input.settings.criteria, AS_WRITTEN);
    unit.add(cell, cell.counts);
    units.set(cell.group, unit);
  }
  const figures = figuresOf([...units.values()].map(({ parts }) => parts));
  const suppression = suppress(figures, shown, least);
  const edition = publicSnapshot({
    ...{ audit: exact, suppression, before, because: 'clinicians', internal: INTERNAL },
  });
  return { exact, edition, digests: new Map([...figures].map(([key, { digests }]) => [key, digests])) };
}
