import { enumerated } from '../lib/index.ts';
import { type Criterion, codeAt } from './protocol.ts';

/**
 * Explains why safety-critical criteria without any score leave every answer without a composite, and gives the line of
 * the protocol that solves this.
 * @param ids the safety-critical criteria without a score, at least one
 * @param seen the part of the study in which they have no score, such as `in the 500 records that were read`
 */
export function neverScoredInWords(
  ids: readonly string[],
  criteria: readonly Criterion[],
  seen: string | null = null,
): string {
  const labels = ids.map((id) => criteria.find((one) => one.id === id)?.label ?? id);
  const [are, were] = ids.length === 1 ? ['is', 'was'] : ['are', 'were'];
  const names = enumerated(labels);
  const sentence =
    seen === null
      ? `${names} ${are} safety-critical and ${were} never scored, so no answer has a composite`
      : `${names} ${are} safety-critical and not scored ${seen}, so no answer there has a composite`;
  return `${sentence}: ${remedy(
    criteria.filter(({ id }) => !ids.includes(id)),
    ids.length === 1 ? 'it' : 'them',
  )}`;
}

function remedy(scored: readonly Criterion[], unscored: 'it' | 'them'): string {
  if (!scored.some(({ safetyCritical }) => safetyCritical))
    return 'mark at least one criterion that is scored with "safetyCritical": true under "criteria" of the protocol';
  return `if the study does not score ${unscored}, list only its own criteria in the protocol: "criteria": ${lineOf(scored)}`;
}

/** The criteria as JSON for a protocol. A code is given only if the place in the list would give another one. */
const lineOf = (criteria: readonly Criterion[]): string =>
  JSON.stringify(
    criteria.map(({ id, label, code, safetyCritical }, index) => ({
      id,
      ...(label === id ? {} : { label }),
      ...(code === codeAt(index) ? {} : { code }),
      ...(safetyCritical ? { safetyCritical } : {}),
    })),
  );
