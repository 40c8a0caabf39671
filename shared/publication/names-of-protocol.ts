import { countedNames, type Snapshot } from '../contracts/index.ts';

interface Named {
  readonly model: string;
  readonly specialty?: string | null;
}

/**
 * The results of an audit under the names by which the protocol of a later audit counts them, for a comparison. A zone
 * that was known under an alias is then not a new zone. If the earlier audit has results of a name and of its aliases,
 * those of the name come last, so that they prevail in a map.
 */
export function underNamesOf(protocol: Snapshot['protocol'], audit: Snapshot): Snapshot {
  if (!protocol.aliases) return audit;
  const counted = countedNames(protocol);
  const renamed = <T extends Named>(results: readonly T[]): T[] => {
    const [aliases, others] = [[] as T[], [] as T[]];
    for (const result of results) {
      const model = counted.models(result.model);
      const specialty = result.specialty && counted.specialties(result.specialty);
      if (model === result.model && specialty === result.specialty) others.push(result);
      else aliases.push({ ...result, model, ...(specialty && { specialty }) });
    }
    return [...aliases, ...others];
  };
  const { leaderboard, failureRates, zones } = audit;
  return {
    ...audit,
    leaderboard: {
      ...leaderboard,
      overall: { ...leaderboard.overall, rows: renamed(leaderboard.overall.rows) },
    },
    failureRates: renamed(failureRates),
    zones: renamed(zones),
  };
}
