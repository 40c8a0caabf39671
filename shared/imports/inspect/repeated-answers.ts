import { type Protocol, type Rating, UNSPECIFIED, type Vote } from '../../contracts/index.ts';
import type { Pseudonymiser } from '../../events/pseudonyms/index.ts';
import type { Pseudonymous } from '../../ledger/index.ts';
import { noun, several } from '../../lib/index.ts';
import { keyOf } from './short-key.ts';

/** Maximum number of answers or comparisons that are kept for comparison, in some fifty megabytes. */
const MAX_KEPT_ANSWERS = 300_000;

interface KeptAnswer {
  readonly judgment: number;
  /** The criteria that its judgments scored, one bit each. */
  criteria: bigint;
  isCounted: boolean;
}

interface KeptComparison {
  readonly judgment: number;
  readonly first: string;
}

/**
 * Finds answers of one rater that several judgments hold in parts, and comparisons that a rater repeats on swapped
 * sides. Only events with an item are compared across judgments, because a rater may see many answers of a model.
 */
export function repeatedAnswers({ criteria }: Protocol, { pseudonymOf }: Pseudonymiser) {
  const bits = new Map(criteria.map(({ id }, index) => [id, 1n << BigInt(index)]));
  const nobody = pseudonymOf(UNSPECIFIED);
  const answers = new Map<number, KeptAnswer>();
  const comparisons = new Map<number, KeptComparison>();
  let [inParts, mirrored, conflicting] = [0, 0, 0];

  const addRating = (event: Pseudonymous<Rating>) => {
    if (event.item === undefined) return;
    const scored = Object.keys(event.scores).reduce((sum, id) => sum | (bits.get(id) ?? 0n), 0n);
    const judgment = keyOf([event.judgment]);
    const key = keyOf([event.clinician, event.item, event.model]);
    const kept = answers.get(key);
    if (!kept) {
      if (answers.size < MAX_KEPT_ANSWERS) answers.set(key, { judgment, criteria: scored, isCounted: false });
      return;
    }
    if (kept.judgment !== judgment && (kept.criteria & scored) === 0n && !kept.isCounted) {
      inParts += 1;
      kept.isCounted = true;
    }
    kept.criteria |= scored;
  };

  const addVote = ({ clinician, judgment, item, first, second }: Pseudonymous<Vote>) => {
    const id = keyOf([judgment]);
    const key = keyOf([clinician, item ?? judgment, ...[first, second].sort()]);
    const kept = comparisons.get(key);
    if (!kept) {
      if (comparisons.size < MAX_KEPT_ANSWERS) comparisons.set(key, { judgment: id, first });
      return;
    }
    if (kept.first === first) return;
    if (kept.judgment === id) conflicting += 1;
    else mirrored += 1;
  };

  return {
    add(event: Pseudonymous): void {
      if (event.clinician === nobody) return;
      if (event.kind === 'rating') addRating(event);
      else if (event.kind === 'vote') addVote(event);
    },
    warnings: (): string[] => [
      ...(inParts > 0 ? [partsInWords(inParts)] : []),
      ...(mirrored > 0 ? [mirroredInWords(mirrored)] : []),
      ...(conflicting > 0 ? [conflictingInWords(conflicting)] : []),
    ],
  };
}

const partsInWords = (answers: number): string =>
  `${several(answers, 'answer')} of a model ${noun(answers, 'has its', 'have their')} scores in several judgments of one` +
  ' clinician on one item, each with other criteria: such a judgment is incomplete. If they are one judgment, read no id' +
  ' per score as "judgment"';

const mirroredInWords = (votes: number): string =>
  `${several(votes, 'vote')} ${noun(votes, 'repeats a comparison', 'repeat comparisons')} of the same clinician on the same` +
  ' item with the two models on swapped sides: each counts as a vote of its own. If such rows are one judgment, name its id' +
  ' as "judgment"';

const conflictingInWords = (votes: number): string =>
  `${several(votes, 'vote')} ${noun(votes, 'has', 'have')} the id of another vote of the same clinician, with the two models` +
  ' on swapped sides: they contradict each other, and one of the two counts. If they are two votes, give each its own id';
