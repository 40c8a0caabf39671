import type { ClinicallyAdjusted, Ranking } from '../../contracts/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Rates } from '../rates/rate.ts';
import { limited } from '../words.ts';
import { type NoGoZone, zoneKey } from '../zones/no-go-zones.ts';
import type { NumberedZone } from '../zones/zones.ts';

/** The safety findings of the audit: all results, and the no-go zones among them. */
interface SafetyResults {
  readonly results: readonly NumberedZone[];
  readonly noGo: readonly NoGoZone[];
}

/** The safety of a model, from its safety-critical cells. */
interface Standing {
  /** Number of no-go zones. A zone is a specialty, not a single result. */
  readonly zones: number;
  /** Specialties outside the zones in which a safety-critical result is suspected. */
  readonly suspected: Set<number>;
  /** The number of safety-critical criteria that could be tested, by specialty. */
  readonly tested: Map<number, number>;
}

/**
 * Orders models for consideration by safety and preference. First come assessed models without a no-go zone, then
 * models with a zone. Each of the two lists is ordered by preference.
 *
 * A model is assessed if every safety-critical criterion could be tested in each specialty in which any model was
 * tested. Otherwise, the models with the fewest ratings would have the fewest zones. A model with a zone needs no
 * further test to be placed.
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
    const reason =
      standing.zones > 0 ? null : notAssessed({ evidence, rates, model: number, standing, specialties });
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

/** @returns the standing of each model, and the specialties in which any model could be tested */
function standingsOf({ models, layout }: Evidence, { results, noGo }: SafetyResults) {
  const banned = new Set(noGo.map(zoneKey));
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
    if (zone.state === 'suspected' && !banned.has(zoneKey(zone))) standing.suspected.add(specialty);
    if (criterion === layout.composite || zone.level !== 'failure') continue;
    if (zone.pValue === null) continue;
    standing.tested.set(specialty, (standing.tested.get(specialty) ?? 0) + 1);
    specialties.add(specialty);
  }
  return { standings, specialties };
}

interface AssessmentInput {
  readonly evidence: Evidence;
  readonly rates: Rates;
  readonly model: number;
  readonly standing: Standing;
  /** The specialties in which any model could be tested. */
  readonly specialties: ReadonlySet<number>;
}

/** The reason why a model has too few ratings to be placed. Null if it can be placed. */
function notAssessed({ evidence, rates, model, standing, specialties }: AssessmentInput): string | null {
  const { layout, specialties: names } = evidence;
  const { tested } = standing;
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
    ? 'answers with some outcomes were rated much less often than others, so its rates hold only for the rated outcomes'
    : null;
}
