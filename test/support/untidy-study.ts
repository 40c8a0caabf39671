import { type GeneratedJudgment, generateStudy } from '../../cli/generate/study.ts';
import type { Event, Outcome, Rating, Retraction, Vote } from '../../shared/contracts/event.ts';
import type { Score } from '../../shared/contracts/score.ts';
import type { Random } from '../../shared/lib/random.ts';

/** Few clinicians, models and specialties, so that many judgments share a cell. */
const SCALE = { clinicians: 30, models: 5, specialties: 3 };

export const judgmentsOf = (study: string, seed: number, votes: number): GeneratedJudgment[] => [
  ...generateStudy({ study, seed, scale: { ...SCALE, votes } }).judgments,
];

/** One message per vote, which contains the scores. */
export const asOneVote = ({ vote, ratings }: GeneratedJudgment): Vote =>
  ratings.length === 0
    ? vote
    : { ...vote, scores: Object.fromEntries(ratings.map(({ model, scores }) => [model, scores])) };

const otherThan = (outcome: Outcome): Outcome => (outcome === 'tie' ? 'first' : 'tie');

const lowered = (rating: Rating): Rating => ({
  ...rating,
  scores: Object.fromEntries(Object.keys(rating.scores).map((criterion) => [criterion, -2 as Score])),
});

const retractionOf = ({ judgment, study, clinician, at }: Vote, part: Retraction['part']): Retraction => ({
  ...{ kind: 'retraction', judgment, study, clinician, at },
  part,
});

/**
 * The possible event sequences of a judgment: in one piece, in several, revised, contradicted, withdrawn or
 * incomplete.
 */
const MANNERS: readonly ((judgment: GeneratedJudgment) => readonly Event[])[] = [
  (whole) => [asOneVote(whole)],
  ({ vote, ratings }) => [...ratings, vote],
  ({ vote, ratings }) => [
    ...[vote, { ...vote, outcome: otherThan(vote.outcome), revision: 2 }],
    ...ratings.flatMap((rating) => [rating, { ...lowered(rating), revision: 3 }]),
  ],
  (whole) => [asOneVote(whole), { ...whole.vote, outcome: otherThan(whole.vote.outcome) }],
  (whole) => [asOneVote(whole), ...whole.ratings.map(lowered)],
  (whole) => [asOneVote(whole), { ...whole.vote, specialty: 'another specialty' }],
  (whole) => [asOneVote(whole), retractionOf(whole.vote, 'ratings')],
  ({ vote, ratings }) => [vote, ...ratings, retractionOf(vote, 'vote')],
  (whole) => [asOneVote(whole), retractionOf(whole.vote, 'all')],
  ({ ratings }) => ratings,
];

/** The distinct events of judgments that use all event sequences. */
export const untidyEvents = (judgments: readonly GeneratedJudgment[]): Event[] =>
  judgments.flatMap((judgment, index) => MANNERS[index % MANNERS.length]!(judgment));

/**
 * Message bodies, most of them with one event and some with several. The order is random, so an event may come before
 * an earlier one of its judgment.
 */
export function messagesOf(events: readonly Event[], random: Random): string[] {
  const shuffled = random.shuffle([...events]);
  const bodies: string[] = [];
  while (shuffled.length > 0) {
    const together = random.uniform() < 0.8 ? 1 : 1 + random.below(6);
    const [first, ...others] = shuffled.splice(0, together);
    bodies.push(JSON.stringify(others.length === 0 ? first : [first, ...others]));
  }
  return bodies;
}

/** Each message one to three times, in random order. */
export const deliveriesOf = (bodies: readonly string[], random: Random): string[] =>
  random.shuffle(bodies.flatMap((body) => Array.from({ length: 1 + random.below(3) }, () => body)));
