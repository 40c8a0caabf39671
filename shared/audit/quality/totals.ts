import type { Snapshot } from '../../contracts/index.ts';
import type { Participant } from '../../ledger/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { ALONE, BOTH_BAD, entryTotal, LOST, TIED, WON } from '../evidence/layout.ts';

/** Counts the votes and ratings, their models and specialties, and the clinicians. */
export function totals(evidence: Evidence, participants: readonly Participant[]): Snapshot['totals'] {
  const { layout } = evidence;
  const all = evidence.block(null, null);
  const count = (entry: number) => entryTotal(all, entry);
  // Each vote displayed two answers.
  const votes =
    [WON, LOST, TIED, BOTH_BAD].reduce<number>((sum, fate) => sum + count(layout.displayed(fate)), 0) / 2;
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
