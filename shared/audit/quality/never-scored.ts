import { neverScoredInWords, type Snapshot } from '../../contracts/index.ts';

/**
 * The reason why no answer of a study has a composite, in a sentence with the remedy. Null if every safety-critical
 * criterion was scored, or if nothing was rated.
 */
export function neverScored({
  quality,
  settings,
  protocol,
}: Pick<Snapshot, 'quality' | 'settings' | 'protocol'>): string | null {
  const unscored = new Set(
    quality.missingCriteria
      .filter(({ rated, ratedAnswers }) => rated === 0 && ratedAnswers > 0)
      .map(({ criterion }) => criterion),
  );
  const ids = settings.criteria
    .filter(({ id, safetyCritical }) => safetyCritical && unscored.has(id))
    .map(({ id }) => id);
  return ids.length === 0 ? null : neverScoredInWords(ids, protocol.criteria);
}
