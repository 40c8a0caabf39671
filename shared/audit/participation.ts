import type { Snapshot } from '../contracts/snapshot.ts';
import { byCodeUnit } from '../judgments/register.ts';
import type { Participant } from '../store/port.ts';

type Country = Snapshot['participation']['countries'][number];

/**
 * Clinicians by country. Countries of fewer than `suppressBelow` are not named, and as many of the smallest others
 * as it takes for what is left over, once the named ones are subtracted from all clinicians, to tell nothing.
 *
 * @param suppressBelow 1 names every country
 */
export function participation(
  participants: readonly Participant[],
  suppressBelow: number,
): Snapshot['participation'] {
  const countries = cliniciansByCountry(participants);
  let named = countries.filter(({ clinicians }) => clinicians >= suppressBelow);
  while (named.length > 0 && tells(countries.slice(named.length), suppressBelow)) named = named.slice(0, -1);
  return { countries: named, suppressed: countries.length - named.length };
}

/** Most clinicians first; as many, by name. */
function cliniciansByCountry(participants: readonly Participant[]): Country[] {
  const counts = new Map<string, number>();
  for (const { countries } of participants)
    for (const country of new Set(countries)) counts.set(country, (counts.get(country) ?? 0) + 1);
  return [...counts]
    .map(([country, clinicians]) => ({ country, clinicians }))
    .sort((a, b) => b.clinicians - a.clinicians || byCodeUnit(a.country, b.country));
}

/**
 * Whether the sum over unnamed countries, which the totals may give away, tells the count of each: there is only
 * one of them, they are few together, or all have the least or the most that a suppressed country can have.
 */
function tells(unnamed: readonly Country[], suppressBelow: number): boolean {
  if (unnamed.length === 0) return false;
  const sum = unnamed.reduce((all, { clinicians }) => all + clinicians, 0);
  return (
    unnamed.length === 1 ||
    sum < suppressBelow ||
    sum === unnamed.length ||
    sum === unnamed.length * (suppressBelow - 1)
  );
}
