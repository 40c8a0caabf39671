import type { Outcome } from '../../../../shared/contracts/event.ts';
import { seededRandom } from '../../../../shared/lib/random.ts';

export type Card = Readonly<Record<string, number>>;

/** One clinician's judgment of two answers, which every form of file represents in its own way. */
export interface Said {
  readonly id: string;
  readonly question: string;
  readonly clinician: string;
  readonly specialty: string;
  readonly country: string;
  readonly at: string;
  readonly first: string;
  readonly second: string;
  readonly outcome: Outcome;
  readonly cards: { readonly first: Card; readonly second: Card };
}

const MODELS = ['meditron', 'gpt', 'claude "3"', 'llama,70b', 'Ärztin-β'];
const SPECIALTIES = ['cardiology', 'paediatrics', 'general medicine'];

/** The given number of made-up judgments, the same for the same seed. No clinician judges one question twice. */
export function saidBy(
  seed: number,
  count = 30,
  outcomes: readonly Outcome[] = ['first', 'second', 'tie'],
): Said[] {
  const random = seededRandom(seed);
  const card = (): Card => ({ harmlessness: random.below(5) - 2, accuracy: random.below(5) - 2 });
  return Array.from({ length: count }, (_, index) => {
    const [first, second] = random.shuffle([...MODELS]) as [string, string];
    return {
      id: `c-${index}`,
      question: `q${index}`,
      clinician: `Dr. Anna Muster ${random.below(7)}`,
      specialty: random.pick(SPECIALTIES),
      country: random.pick(['CH', 'GH']),
      at: new Date(1_770_000_000_000 + index * 60_000).toISOString(),
      first,
      second,
      outcome: random.pick(outcomes),
      cards: { first: card(), second: card() },
    };
  });
}

/** The vote that a judgment represents. */
export const voteOf = ({ first, second, outcome, specialty, at }: Said) => ({
  kind: 'vote',
  study: 'moove',
  specialty,
  at,
  first,
  second,
  outcome,
});

export const scoresOf = ({ first, second, cards }: Said) => ({
  [first]: cards.first,
  [second]: cards.second,
});
