import { type Level, protocolHash, type Snapshot } from '../contracts/index.ts';
import { association } from './dissociation/association.ts';
import { preferredButLessSafe } from './dissociation/pairs.ts';
import { regret } from './dissociation/regret.ts';
import { voteLevel } from './dissociation/vote-level.ts';
import type { Evidence } from './evidence/evidence.ts';
import type { AuditAbout } from './input.ts';
import { inputsDigest } from './inputs-digest.ts';
import { lockFields } from './lock-fields.ts';
import { boundsWithoutNeed, claimBounds } from './quality/needless-bounds.ts';
import { participation } from './quality/participation.ts';
import { quality } from './quality/quality.ts';
import { totals } from './quality/totals.ts';
import { rank } from './ranking/ranking.ts';
import { sensitivity } from './ranking/sensitivity.ts';
import { specialtyRankings } from './ranking/specialty-rankings.ts';
import { distributions } from './rates/distributions.ts';
import { failureRates, ratesOf } from './rates/rates.ts';
import { standardisation } from './rates/standardisation.ts';
import { type StandardisedRates, standardise } from './rates/standardise.ts';
import { rounded } from './rounded.ts';
import { clinicallyAdjusted } from './verdict/clinically-adjusted.ts';
import { verdict } from './verdict/verdict.ts';
import { noGoZones } from './zones/no-go-zones.ts';
import { masking, zoneFamilies } from './zones/zone-summaries.ts';
import { familySizes, zones } from './zones/zones.ts';

/**
 * Audits a study: which models are preferred, which models are unsafe in which specialties, and whether preference
 * predicts safety.
 *
 * The function is pure. The same evidence, countries, protocol and code give the same bytes, in any order of reading.
 * A figure that cannot be estimated is null. Missing data never throw an error.
 *
 * @param evidence all judgments of the study, or its counters, summed by `gathering`
 */
export function auditOf(about: AuditAbout, evidence: Evidence): Snapshot {
  const { study, protocol, settings, codeVersion, participants } = about;
  const rates = ratesOf(evidence, protocol);
  const bounds = claimBounds(evidence, protocol);
  const standardised = onceEach((criterion, level) =>
    standardise({ evidence, rates, criterion, level, target: 'displayed', minimumN: protocol.minimumN }),
  );
  const unsafe = {
    displayed: standardised(evidence.layout.composite, 'failure'),
    balanced: standardise({
      ...{ evidence, rates: { ...rates, at: rates.balanced }, criterion: evidence.layout.composite },
      ...{ level: 'failure', target: bounds.halo ? 'balanced' : 'displayed', minimumN: protocol.minimumN },
    }),
  };

  const overall = rank(evidence, protocol);
  const allZones = zones(evidence, rates, protocol);
  const published = allZones.map(({ zone }) => zone);
  const noGo = noGoZones(published, evidence.layout.criteria);
  const dissociation: Snapshot['dissociation'] = {
    association: association(evidence, rates, overall.fit, protocol),
    votes: voteLevel(evidence, protocol),
    preferredButLessSafe: preferredButLessSafe(evidence, overall.fit, unsafe, protocol),
    regret: regret(
      evidence,
      { preferred: overall.preferred, unsafe, unratedRatio: bounds.unratedRatio },
      protocol,
    ),
    masking: masking(noGo),
  };
  const said = totals(evidence, participants);
  const figures = rounded({
    totals: said,
    evidence: evidenceFigures(evidence),
    participation: participation(participants, protocol.suppressBelow),
    leaderboard: {
      overall: overall.ranking,
      bySpecialty: specialtyRankings(evidence, overall, protocol),
      clinicallyAdjusted: clinicallyAdjusted(evidence, rates, overall.ranking, { results: allZones, noGo }),
      sensitivity: sensitivity(evidence, overall.fit),
    },
    failureRates: failureRates(evidence, rates, standardised),
    standardisation: standardisation(evidence, standardised),
    distributions: distributions(evidence),
    zones: published,
    zoneFamilies: zoneFamilies(allZones, familySizes(evidence, protocol).keys()),
    dissociation,
    verdict: verdict({ evidence, protocol, rates, overall, zones: allZones, noGo, dissociation }),
    quality: quality(evidence, protocol, said),
  });
  return {
    schemaVersion: 2,
    study,
    codeVersion,
    inputs: inputsDigest(about, evidence),
    protocol: { ...protocol, hash: protocolHash(protocol) },
    ...lockFields(about),
    ...boundsWithoutNeed(protocol, figures.quality),
    settings: { criteria: [...settings.criteria] },
    ...figures,
  };
}

/** The source of the figures, and the numbers of its sampling units. */
function evidenceFigures({ source, units, scope }: Evidence): Snapshot['evidence'] {
  if (source.kind === 'counters')
    return { source: source.kind, clinicians: units, items: null, sites: null, scope };
  return { source: source.kind, ...source.units, scope };
}

/** Caches the result of a function of criterion and level. */
function onceEach(compute: (criterion: number, level: Level) => StandardisedRates) {
  const known = new Map<string, StandardisedRates>();
  return (criterion: number, level: Level): StandardisedRates => {
    const key = `${criterion} ${level}`;
    const found = known.get(key) ?? compute(criterion, level);
    known.set(key, found);
    return found;
  };
}
