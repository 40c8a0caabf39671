import type { Configuration } from '../configurations/index.ts';
import type { WorldSpec } from '../world/spec.ts';
import { measureAssociation, measureCorrelations, measureRegret } from './dissociation.ts';
import { measureLooks } from './looks.ts';
import { measureRanking } from './ranking.ts';
import { measureRates } from './rates.ts';
import { auditedStudy } from './study.ts';
import { HitCounter, type Measured } from './tally.ts';
import { measureVerdict } from './verdict.ts';
import { measureVotes } from './votes.ts';
import { measureBounds, measureClaims, measureZones } from './zones.ts';

/**
 * Draws one study of a variant, audits it, and compares the audit with the truth.
 * @throws Error if the configuration has no such variant
 */
export function measureStudy(configuration: Configuration, variant: string, seed: number): Measured {
  const spec = configuration.variants[variant];
  if (!spec) throw new Error(`${configuration.name} has no variant "${variant}"`);
  const tally = new HitCounter();
  const name = `${configuration.name} | ${variant}`;
  if (configuration.looks) {
    measureLooks({ spec, name, seed, looks: configuration.looks }, tally);
    return tally.counts;
  }
  const study = auditedStudy(spec, name, seed);
  measureZones(study, tally);
  measureClaims(study, tally);
  measureVerdict(study, tally);
  measureAssociation(study, tally);
  if (configuration.claimsOnly) return tally.counts;
  measureRates(study, tally);
  measureBounds(study, tally);
  measureRanking(study, tally);
  measureRegret(study, tally);
  if (isUndistorted(spec)) {
    measureCorrelations(study, tally);
    if (study.target === study.truth) measureVotes(study, tally);
  }
  return tally.counts;
}

/** Whether the scores of rated answers represent those of all displayed answers with the same outcome. */
const isUndistorted = ({ halo, missing, brand, heaping }: WorldSpec): boolean =>
  halo === 0 && missing === null && brand === 0 && heaping === 0;
