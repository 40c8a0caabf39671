import type { Level, Snapshot } from '../../contracts/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { criterionName } from './rates.ts';
import type { StandardisedRates } from './standardise.ts';

/** The mixtures of specialties for standardised rates. Failures and severe failures share them. */
export function standardisation(
  evidence: Evidence,
  standardised: (criterion: number, level: Level) => StandardisedRates,
): Snapshot['standardisation'] {
  return Array.from({ length: evidence.layout.composite + 1 }, (_, criterion) => {
    const { models, support } = standardised(criterion, 'failure');
    return {
      criterion: criterionName(evidence, criterion),
      models: models.length,
      weights: support.map(({ specialty, weight }) => ({
        specialty: evidence.specialties[specialty]!,
        weight,
      })),
    };
  });
}
