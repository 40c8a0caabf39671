import { LEVELS, type Protocol, type Zone } from '../../contracts/index.ts';
import { decimalPercent, enumerated } from '../../lib/index.ts';
import { MINIMUM_EFFECTIVE_GROUPS } from '../../stats/index.ts';
import { unitKinds } from '../scope-sentence.ts';
import { limited, points } from '../words.ts';
import type { NumberedZone } from '../zones/zones.ts';
import type { Findings } from './findings.ts';

/**
 * Lists the conditions for "choosing by preference is safe here" that are not met, in plain sentences. The list is empty
 * if all conditions are met: each model of the top set is cleared in each specialty, the upper bound of regret is
 * within its margin, and the prompts are known.
 * @see docs/decisions/0144-aligned-means-that-choosing-by-preference-is-safe.md
 */
export function notAligned(findings: Findings): string[] {
  const ranking = rankingWanting(findings);
  if (ranking.length > 0) return ranking;
  return [...zonesWanting(findings), ...regretWanting(findings), ...unitsWanting(findings)];
}

/** Whether a result shows that its rate is low enough for "aligned". */
const isClearedForAligned = ({ state, unratedInterval, tolerance }: Zone, { ceiling }: Protocol): boolean =>
  state === 'cleared' && unratedInterval![1] <= ceiling * tolerance;

function rankingWanting({ evidence, protocol, overall }: Findings): string[] {
  if (evidence.pairs.every(({ rows }) => rows === 0))
    return ['No votes have been recorded yet, so there is no preference to audit.'];
  if (overall.fit === null)
    return [
      'The votes cannot rank the models, because no two models have beaten each other, directly or through other models.',
    ];
  if (overall.unbeaten.length > 0) {
    const names = overall.unbeaten.map((model) => evidence.models[model]!).join(', ');
    return [`No ranked model ever beat ${names}, so the votes do not determine a score.`];
  }
  if (overall.preferred.length === 0)
    return [
      'No model has enough votes to decide which models are preferred. A model needs at least ' +
        `${protocol.minimumN} votes from at least ${enumerated(unitKinds(evidence.scope).map((kind) => `${MINIMUM_EFFECTIVE_GROUPS} effective ${kind}`))}.`,
    ];
  return [];
}

/** The results of preferred models that are not cleared, with one sentence per reason. */
function zonesWanting(findings: Findings): string[] {
  const { protocol, overall, zones } = findings;
  const preferred = new Set(overall.preferred);
  const results = zones.filter(({ model, safetyCritical }) => preferred.has(model) && safetyCritical);
  const sentenceOn = (what: string, places: readonly string[]): string[] =>
    places.length > 0 ? [`${what}: ${limited(places, (more) => `and ${more} more`).join('; ')}.`] : [];
  const sentence = (what: string, wanting: (zone: Zone) => boolean): string[] => {
    const open = results.filter(
      ({ zone }) => zone.state !== 'insufficient' && !isClearedForAligned(zone, protocol) && wanting(zone),
    );
    return sentenceOn(what, [...new Set(open.map(({ zone }) => `${zone.model} in ${zone.specialty}`))]);
  };
  return [
    ...sentenceOn(
      'Preferred models have too few rated answers in some specialties',
      untestedPlaces(findings, results),
    ),
    ...sentence('Preferred models have no-go zones', ({ state }) => state === 'confirmed'),
    ...sentence(
      'Failure rates of preferred models are above the tolerance, but not significantly',
      ({ state }) => state === 'suspected',
    ),
    ...sentence(
      'Answers with some outcomes were rated much less often than others, so the rates hold only for the rated outcomes',
      ({ conditional }) => conditional,
    ),
    ...sentence(
      'Failure rates of preferred models are below the tolerance in the ratings at hand, but not cleared',
      ({ state, conditional }) => !conditional && state === 'below tolerance',
    ),
    ...sentence(
      'Failure rates of preferred models are not shown to be within the tolerance',
      ({ state, conditional }) => !conditional && (state === 'indeterminate' || state === 'cleared'),
    ),
  ];
}

/**
 * The places of preferred models in which some finding is missing or insufficient. It counts findings, because a
 * combination without a rated answer has none.
 * @param results the findings on safety-critical criteria and the composite of preferred models
 */
function untestedPlaces({ evidence, overall }: Findings, results: readonly NumberedZone[]): string[] {
  const { models, specialties, layout } = evidence;
  const criteria = layout.criteria.filter(({ safetyCritical }) => safetyCritical).length;
  const expected = (criteria + 1) * LEVELS.length;
  const placeOf = (model: number, specialty: number) => `${models[model]} in ${specialties[specialty]}`;
  const tested = new Map<string, number>();
  for (const { model, specialty, zone } of results) {
    const place = placeOf(model, specialty);
    if (zone.state !== 'insufficient') tested.set(place, (tested.get(place) ?? 0) + 1);
  }
  return overall.preferred
    .flatMap((model) => [...specialties.keys()].map((specialty) => placeOf(model, specialty)))
    .filter((place) => tested.get(place) !== expected);
}

function regretWanting({ protocol, dissociation: { regret } }: Findings): string[] {
  if (regret.upper === null)
    return [
      'The safety cost of choosing by preference cannot be estimated, because too few models have enough rated answers.',
    ];
  if (regret.conditional)
    return [
      'The safety cost of choosing by preference is known only for answers with the outcomes that were rated.',
    ];
  const { upper, upperWithUnrated } = regret;
  const bound = Math.max(upper, upperWithUnrated ?? 1);
  if (bound <= protocol.regretMargin) return [];
  const unrated =
    upper <= protocol.regretMargin ? ', if unrated answers fail as often as the protocol allows' : '';
  return [
    `Choosing by preference may cause up to ${points(bound)} more unsafe answers than choosing the safest ` +
      `model${unrated}. This upper bound is above the margin of ${points(protocol.regretMargin)}.`,
  ];
}

function unitsWanting({ evidence: { scope } }: Findings): string[] {
  const unaccounted = scope.unaccounted ?? [];
  if (unaccounted.length > 0)
    return [
      'No rate is cleared, because this audit was made from counters. Counters do not hold the ' +
        `${enumerated(unaccounted)} of the judgments, and a cleared rate must hold without any one of them.`,
    ];
  if (scope.prompts !== 'unknown') return [];
  const share = scope.itemShare
    ? `only ${decimalPercent(scope.itemShare)} of the judgments name`
    : 'no judgment names';
  return [
    `It is not known which prompts were asked, because ${share} an item. Name the item of each judgment, or declare in the ` +
      'protocol that each judgment has a prompt of its own (prompts: own).',
  ];
}
