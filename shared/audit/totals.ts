import type { Snapshot } from '../contracts/snapshot.ts';
import type { Participant } from '../store/port.ts';
import { type Evidence, total } from './evidence.ts';
import { ALONE, series } from './layout.ts';

/** How much was said, about how many, by how many. */
export function totals(evidence: Evidence, participants: readonly Participant[]): Snapshot['totals'] {
  const { layout } = evidence;
  const all = evidence.block(null, null);
  const count = (entry: number) => total(series(all, entry));
  const votes = evidence.pairs.reduce((sum, pair) => sum + votesIn(pair), 0);
  const completed = [0, 1, 2, 3, 4].reduce((sum, at) => sum + count(layout.score(layout.composite, at)), 0);
  const alone = count(layout.rated(layout.composite, ALONE)!) + count(layout.incompleteAlone);
  return {
    judgments: votes + alone,
    votes,
    ratedAnswers: completed + count(layout.incomplete) + count(layout.incompleteAlone),
    clinicians: participants.length,
    countries: new Set(participants.flatMap(({ countries }) => countries)).size,
    models: evidence.seen.models,
    specialties: evidence.seen.specialties,
  };
}

export const votesIn = (votes: Evidence['pairs'][number]): number =>
  votes.xWinsFirst + votes.xWinsSecond + votes.yWinsFirst + votes.yWinsSecond + votes.tie + votes.bothBad;
