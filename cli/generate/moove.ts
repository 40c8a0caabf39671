import { createHash } from 'node:crypto';
import { defaultProtocol, type Rating } from '../../shared/contracts/index.ts';
import type { GeneratedJudgment } from './study.ts';

/** The criteria of a MOOVE export under its own labels: those of the default protocol without accuracy. */
export const MOOVE_CRITERIA = defaultProtocol()
  .criteria.filter(({ id }) => id !== 'accuracy')
  .map(({ id, label, safetyCritical }) => ({ id, label: label.replace(' and ', ' & '), safetyCritical }));

/**
 * The largest study that can be written. Each vote may need an entry in the mapping, and the entries of more votes would
 * exceed the maximum length of a mapping.
 */
export const MAX_MOOVE_VOTES = 30_000;

/** MOOVE has no word for "both bad". */
const VOTES = { first: '1', second: '2', tie: '12', both_bad: '12' } as const;

/** Maximum number of clinicians who judge the same pair. */
const CLINICIANS_PER_PAIR = 3;

/** A question with two answers, which several clinicians judge. */
interface Pair {
  readonly key: string;
  readonly question: string;
  readonly firstAnswer: string;
  readonly secondAnswer: string;
  readonly clinicians: Set<string>;
}

interface PairEntry {
  readonly first: string;
  readonly second: string;
  readonly specialty: string;
}

/**
 * A made-up study as a MOOVE export. Its lines hold the judgments without their accuracy, times and ids, which such an
 * export lacks.
 * @returns the lines, and the mapping for them, which is complete after the last line
 */
export function mooveExport(judgments: Iterable<GeneratedJudgment>): {
  lines: Generator<string>;
  mappingText: () => string;
} {
  const entries: Record<string, PairEntry> = {};
  function* linesOf(): Generator<string> {
    const pairOf = pairing();
    for (const judgment of judgments) {
      const { first, second, specialty } = judgment.vote;
      const pair = pairOf(judgment);
      entries[pair.key] = { first, second, specialty };
      yield `${JSON.stringify(record(judgment, pair))}\n`;
    }
  }
  const mappingText = () =>
    `${JSON.stringify({
      reads: 'moove',
      scale: { from: [1, 5], to: [-2, 2] },
      lookup: { by: 'parentContribution.value', entries },
    })}\n`;
  return { lines: linesOf(), mappingText };
}

function record({ vote, ratings }: GeneratedJudgment, pair: Pair) {
  const scoresOf = (model: string) => ratings.find((rating) => rating.model === model)?.scores ?? {};
  return {
    question: pair.question,
    firstAnswer: pair.firstAnswer,
    secondAnswer: pair.secondAnswer,
    vote: VOTES[vote.outcome],
    evaluations: { first: likert(scoresOf(vote.first)), second: likert(scoresOf(vote.second)) },
    user: { value: vote.clinician },
    parentContribution: { value: pair.key },
    country: vote.country,
  };
}

/** Scores from 1 to 5 as text, by the labels of the criteria. */
const likert = (scores: Rating['scores']): Record<string, string> =>
  Object.fromEntries(
    MOOVE_CRITERIA.flatMap(({ id, label }) =>
      scores[id] === undefined ? [] : [[label, String(scores[id] + 3)]],
    ),
  );

/** Assigns each judgment to a pair of the same models and specialty that its clinician has not judged yet. */
function pairing(): (judgment: GeneratedJudgment) => Pair {
  const numbers = new Map<string, number>();
  const open = new Map<string, Pair>();
  return ({ vote: { first, second, specialty, clinician } }) => {
    const kind = JSON.stringify([specialty, first, second]);
    const last = open.get(kind);
    if (last && last.clinicians.size < CLINICIANS_PER_PAIR && !last.clinicians.has(clinician)) {
      last.clinicians.add(clinician);
      return last;
    }
    const number = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, number);
    const question = `Made-up question ${number} on ${specialty}`;
    const answerOf = (model: string) => `Made-up answer ${digest([question, model]).slice(0, 8)}`;
    const [firstAnswer, secondAnswer] = [answerOf(first), answerOf(second)];
    const key = digest([question, firstAnswer, secondAnswer]);
    const pair = { key, question, firstAnswer, secondAnswer, clinicians: new Set([clinician]) };
    open.set(kind, pair);
    return pair;
  };
}

const digest = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 32);
