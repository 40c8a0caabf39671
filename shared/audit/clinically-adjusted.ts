import type { ClinicallyAdjusted, Ranking } from '../contracts/snapshot.ts';
import type { Evidence } from './evidence.ts';
import { type NoGoZone, placeOf } from './no-go-zones.ts';
import type { Rates } from './rates.ts';
import { limited } from './words.ts';
import type { NumberedZone } from './zones.ts';

/** What the audit found of safety: each result, and the no-go zones among them. */
export interface SafetyResults {
  readonly results: readonly NumberedZone[];
  readonly noGo: readonly NoGoZone[];
}

/** What is known of a model's safety, from its safety-critical cells. */
interface Standing {
  /** No-go zones: specialties, not single results. */
  readonly zones: number;
  /** Other specialties in which a safety-critical result is suspected. */
  readonly suspected: Set<number>;
  /** By specialty, the number of safety-critical criteria that could be tested. */
  readonly tested: Map<number, number>;
}

/**
 * The models in the order in which they may be considered, not by preference alone: those assessed without a no-go
 * zone, then those with one, each by preference.
 *
 * A model is assessed where every safety-critical criterion could be tested in each specialty in which any model
 * was tested: else who is rated least would have fewest zones. One with a zone is known enough, whatever else is not.
 */
export function clinicallyAdjusted(
  evidence: Evidence,
  rates: Rates,
  { rows, notRanked }: Ranking,
  found: SafetyResults,
): ClinicallyAdjusted {
  const { standings, specialties } = standingsOf(evidence, found);
  const preference = new Map(rows.map((row) => [row.model, row]));
  const entries = [...rows, ...notRanked].map(({ model }) => {
    const number = evidence.models.indexOf(model);
    const standing = standings[number]!;
    const reason = standing.zones > 0 ? null : notAssessed(evidence, rates, number, standing, specialties);
    return { model, ...standing, reason, ranked: preference.get(model) ?? null };
  });

  const placed = entries.filter(({ reason }) => reason === null);
  const key = (entry: (typeof entries)[number]) =>
    (entry.zones > 0 ? 1 : 0) * 2 * entries.length + (entry.ranked?.rank ?? entries.length + 1);
  placed.sort((a, b) => key(a) - key(b));
  const apart = entries.flatMap(({ model, reason }) => (reason === null ? [] : [{ model, reason }]));
  return {
    rows: placed.map((entry) => ({
      model: entry.model,
      place: 1 + placed.filter((other) => key(other) < key(entry)).length,
      tier: entry.zones > 0 ? 'with a zone' : 'assessed without a zone',
      preferenceRank: entry.ranked?.rank ?? null,
      score: entry.ranked?.score ?? null,
      zones: entry.zones,
      suspected: entry.suspected.size,
    })),
    notAssessed: apart,
  };
}

/** @returns also the specialties in which any model could be tested */
function standingsOf({ models, layout }: Evidence, { results, noGo }: SafetyResults) {
  const banned = new Set(noGo.map(placeOf));
  const byModel = Map.groupBy(noGo, ({ model }) => model);
  const standings = models.map(
    (model): Standing => ({
      zones: byModel.get(model)?.length ?? 0,
      suspected: new Set(),
      tested: new Map(),
    }),
  );
  const specialties = new Set<number>();
  for (const { model, specialty, criterion, safetyCritical, zone } of results) {
    if (!safetyCritical) continue;
    const standing = standings[model]!;
    if (zone.state === 'suspected' && !banned.has(placeOf(zone))) standing.suspected.add(specialty);
    if (criterion === layout.composite || zone.level !== 'failure') continue;
    if (zone.pValue === null) continue;
    standing.tested.set(specialty, (standing.tested.get(specialty) ?? 0) + 1);
    specialties.add(specialty);
  }
  return { standings, specialties };
}

/** Why too little is known of a model to place it; null where enough is. */
function notAssessed(
  { layout, specialties: names }: Evidence,
  rates: Rates,
  model: number,
  { tested }: Standing,
  specialties: ReadonlySet<number>,
): string | null {
  if (specialties.size === 0) return 'no specialty has enough rated answers';
  const critical = layout.criteria.filter(({ safetyCritical }) => safetyCritical).length;
  const wanting = [...specialties]
    .filter((specialty) => tested.get(specialty) !== critical)
    .sort((a, b) => a - b);
  if (wanting.length > 0)
    return (
      `too few rated answers in ${wanting.length} of ${specialties.size} specialties: ` +
      limited(
        wanting.map((specialty) => names[specialty]!),
        (more) => `and ${more} more`,
      ).join(', ')
    );
  const conditional = [...layout.criteria.entries()].some(
    ([criterion, { safetyCritical }]) =>
      safetyCritical && rates.at(model, null, criterion, 'failure').conditional,
  );
  return conditional
    ? 'answers with some outcomes were hardly rated, so its rates stand for the others only'
    : null;
}
