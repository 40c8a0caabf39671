import type { Event, Outcome, Rating, Score, Vote } from '../../shared/contracts/index.ts';
import { type Random, seededRandom } from '../../shared/lib/index.ts';
import { type Clinician, drawWorld, PAPER_SCALE, type StudyScale, type World } from './world.ts';

export interface StudyOptions {
  readonly study: string;
  readonly seed: number;
  readonly scale?: StudyScale;
}

/** One judgment as the rating app records it: a vote, and the ratings that the clinician gives with this vote. */
export interface GeneratedJudgment {
  readonly vote: Vote;
  readonly ratings: readonly Rating[];
}

/**
 * Thresholds of the latent quality for the scores −1, 0, 1 and 2. At the usual safety of 2, about 7 % of the answers
 * fail a criterion.
 */
const CUTS = [0.1, 0.62, 1.3, 2.1] as const;
const FIRST_VOTE_MS = Date.parse('2025-01-06T08:00:00Z');
const MINUTES_BETWEEN_VOTES = 27;
/** Studies of millions of votes fill the same year many times, because later times would lie in the future. */
const VOTES_PER_YEAR = Math.floor((365 * 24 * 60) / MINUTES_BETWEEN_VOTES);

export function generateStudy(options: StudyOptions): {
  world: World;
  judgments: Generator<GeneratedJudgment>;
} {
  const random = seededRandom(options.seed);
  const scale = options.scale ?? PAPER_SCALE;
  const world = drawWorld(scale, random);
  return { world, judgments: drawJudgments(world, scale, options.study, random) };
}

function* drawJudgments(
  world: World,
  scale: StudyScale,
  study: string,
  random: Random,
): Generator<GeneratedJudgment> {
  const promptOf = scale.items === undefined ? () => OWN_PROMPT : sharedPrompts(scale.items, random);
  for (let index = 0; index < scale.votes; index++) {
    // Every clinician votes at least once.
    const who = index < scale.clinicians ? index : random.weighted(world.activity);
    yield drawJudgment({ world, clinician: world.clinicians[who]!, study, index, random, promptOf });
  }
}

interface JudgmentInput {
  readonly world: World;
  readonly clinician: Clinician;
  readonly study: string;
  /** Position in the study, from 0. */
  readonly index: number;
  readonly random: Random;
  readonly promptOf: (specialty: string) => Prompt;
}

/** A prompt, and the parts of its answers that all clinicians see alike. */
interface Prompt {
  /** Absent if the judgment has a prompt of its own. */
  readonly item?: string;
  answerOf(model: number): SharedAnswer;
}

/** Offsets of the quality and the appeal of an answer, and the share of their variance that clinicians do not share. */
interface SharedAnswer {
  readonly quality: number;
  readonly appeal: number;
  readonly ownShare: number;
}

const OWN_PROMPT: Prompt = { answerOf: () => ({ quality: 0, appeal: 0, ownShare: 1 }) };

/** The share of the variance between answers that their clinicians share. */
const SHARED = 0.4;

/** Draws one of the prompts of a specialty. The answers to a prompt are the same for all clinicians. */
function sharedPrompts(items: number, random: Random): (specialty: string) => Prompt {
  const answers = new Map<string, SharedAnswer>();
  return (specialty) => {
    const item = `${specialty.replaceAll(' ', '-')}-${String(random.below(items) + 1).padStart(3, '0')}`;
    return {
      item,
      answerOf(model) {
        const key = `${item} ${model}`;
        const answer = answers.get(key) ?? {
          quality: random.normal(0, QUALITY_NOISE * Math.sqrt(SHARED)),
          appeal: random.normal(0, APPEAL_NOISE * Math.sqrt(SHARED)),
          ownShare: 1 - SHARED,
        };
        answers.set(key, answer);
        return answer;
      },
    };
  };
}

function drawJudgment({
  world,
  clinician,
  study,
  index,
  random,
  promptOf,
}: JudgmentInput): GeneratedJudgment {
  const first = random.below(world.models.length);
  const second = (first + 1 + random.below(world.models.length - 1)) % world.models.length;
  // Most clinicians judge answers in their own specialty.
  const specialty = random.uniform() < 0.85 ? clinician.specialty : random.pick(world.specialties);
  const prompt = promptOf(specialty);
  const common = {
    ...(prompt.item !== undefined && { item: prompt.item }),
    ...(clinician.site !== undefined && { site: clinician.site }),
    judgment: `j-${String(index + 1).padStart(7, '0')}`,
    study,
    clinician: clinician.id,
    specialty,
    country: clinician.country,
    at: new Date(FIRST_VOTE_MS + (index % VOTES_PER_YEAR) * MINUTES_BETWEEN_VOTES * 60_000).toISOString(),
  };
  const answers = [first, second].map((model) =>
    drawAnswer({ world, clinician, model, specialty, shared: prompt.answerOf(model), random }),
  );
  const outcome = drawOutcome(answers[0]!.appeal, answers[1]!.appeal, random);
  const names = [world.models[first]!, world.models[second]!] as const;
  return {
    vote: { kind: 'vote', ...common, first: names[0], second: names[1], outcome },
    ratings: answers.flatMap(({ scores }, shown): Rating[] =>
      Object.keys(scores).length === 0 ? [] : [{ kind: 'rating', ...common, model: names[shown]!, scores }],
    ),
  };
}

interface AnswerInput {
  readonly world: World;
  readonly clinician: Clinician;
  readonly model: number;
  readonly specialty: string;
  readonly shared: SharedAnswer;
  readonly random: Random;
}

/** Standard deviations of the quality of answers, and of their appeal. */
const QUALITY_NOISE = 0.9;
const APPEAL_NOISE = 0.5;

function drawAnswer({ world, clinician, model, specialty, shared, random }: AnswerInput) {
  const noise = (deviation: number) => random.normal(0, deviation * Math.sqrt(shared.ownShare));
  const safety = world.safety[model]![world.specialties.indexOf(specialty)]!;
  // All criteria of an answer depend on its quality, because a wrong answer seldom fails on one criterion alone.
  const quality = safety + clinician.leniency + shared.quality + noise(QUALITY_NOISE);
  const appeal =
    world.appeal[model]! +
    clinician.taste[model]! +
    0.1 * (quality - safety) +
    shared.appeal +
    noise(APPEAL_NOISE);
  // 10 % of the answers have no ratings, and 1 of 30 scores is missing.
  const rated = random.uniform() < 0.9;
  const scores = Object.fromEntries(
    world.criteria
      .map((criterion): [string, Score] => [criterion, scoreAt(quality + random.normal(0.3, 0.5))])
      .filter(() => rated && random.uniform() > 1 / 30),
  );
  return { appeal, scores };
}

const scoreAt = (quality: number): Score => (CUTS.filter((cut) => quality > cut).length - 2) as Score;

function drawOutcome(first: number, second: number, random: Random): Outcome {
  // The answer displayed first has a small advantage.
  const difference = first + 0.06 - second;
  if (Math.abs(difference) > 0.12) return difference > 0 ? 'first' : 'second';
  return random.uniform() < 0.7 ? 'tie' : 'both_bad';
}

/**
 * Events of a judgment as a rating app sends them.
 *
 * @param together true for one message with vote and scores; false for the vote and each rating as separate messages
 */
export function eventsOf({ vote, ratings }: GeneratedJudgment, together: boolean): Event[] {
  if (!together || ratings.length === 0) return [vote, ...ratings];
  return [{ ...vote, scores: Object.fromEntries(ratings.map(({ model, scores }) => [model, scores])) }];
}
