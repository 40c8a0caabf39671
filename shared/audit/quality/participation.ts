import type { Snapshot } from '../../contracts/index.ts';
import type { Participant } from '../../ledger/index.ts';
import { byCodeUnit } from '../../lib/index.ts';

type Country = Snapshot['participation']['countries'][number];

/**
 * Counts clinicians by country. A country with fewer than `suppressBelow` clinicians is not named. If a reader could
 * derive its count by subtracting the named countries from the total, the smallest other countries are suppressed, too.
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

/** Sorts by number of clinicians, largest first, then by name. */
function cliniciansByCountry(participants: readonly Participant[]): Country[] {
  const counts = new Map<string, number>();
  for (const { countries } of participants)
    for (const country of new Set(countries)) counts.set(country, (counts.get(country) ?? 0) + 1);
  return [...counts]
    .map(([country, clinicians]) => ({ country, clinicians }))
    .sort((a, b) => b.clinicians - a.clinicians || byCodeUnit(a.country, b.country));
}

/**
 * Whether the sum over the unnamed countries reveals the count of each one. Readers may derive that sum from the
 * totals. It reveals the counts if only one country is unnamed, if the sum is small, or if all counts must be the
 * smallest or the largest possible.
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
