import { cumulate, type Random } from '../../shared/lib/index.ts';
import { LIKING } from './latent.ts';
import { type Clinician, drawPeople, type People } from './people.ts';
import { drawPrompts, type Prompt } from './prompts.ts';
import { AT_HOME, BOTH_BAD, CRITERIA_COUNT, CRITICAL, LOST, SCORED, TIED, WON } from './spec.ts';
import type { Truth } from './truth.ts';

/** The value of a missing score. */
export const MISSING = -9;

/** One judgment. */
export interface Drawn {
  /** The number of the clinician, from 0. */
  readonly clinician: number;
  /** The number of the hospital; null in a world without hospitals. */
  readonly site: number | null;
  /** The number of the prompt; null if the judgment has a prompt of its own. */
  readonly prompt: number | null;
  /** The number of the prompt, if the judgment names it. */
  readonly item: number | null;
  readonly specialty: number;
  readonly first: number;
  readonly second: number;
  /** 0: the first answer is preferred; 1: the second; 2: a tie; 3: both are bad. */
  readonly outcome: number;
  /** Scores of the first answer by criterion, then of the second; {@link MISSING} if there is none. */
  readonly scores: Int8Array;
}

/** The clinicians and prompts of one study, on which its true conditional values depend. */
export interface Cast extends People {
  readonly prompts: readonly Prompt[];
}

/** Who judges what. */
interface Assignment {
  readonly by: Clinician;
  readonly prompt: number | null;
  readonly specialty: number;
  readonly models: readonly [number, number];
}

/** Draws a study's clinicians and prompts, and then its judgments. */
export function drawStudy(truth: Truth, random: Random): { cast: Cast; judgments: Drawn[] } {
  const people = drawPeople(truth.spec, truth.latent, random);
  const cast = { ...people, prompts: drawPrompts(truth.spec, random) };
  const judgments: Drawn[] = [];
  const assignments = truth.spec.readers ? readings(cast) : encounters(truth, cast, random);
  for (const assignment of assignments) judgments.push(drawJudgment(truth, cast, assignment, random));
  return { cast, judgments };
}

/** The judgments of a reader study, reader by reader. */
function* readings({ clinicians, prompts }: Cast): Generator<Assignment> {
  for (const by of clinicians)
    for (const [prompt, { specialty, reader, pairs }] of prompts.entries())
      if (reader === null || reader === by.number)
        for (const models of pairs) yield { by, prompt, specialty, models };
}

/** Judgments of any clinicians on any prompts. */
function* encounters({ spec }: Truth, { clinicians, prompts }: Cast, random: Random): Generator<Assignment> {
  const chances = Float64Array.from(cumulate(clinicians.map(({ load }) => load)));
  const S = spec.specialties.length;
  for (let vote = 0; vote < spec.votes; vote++) {
    const by = clinicians[weighted(chances, random)]!;
    const specialty = random.uniform() < AT_HOME ? by.home : random.below(S);
    const perSpecialty = prompts.length / S;
    const prompt = prompts.length > 0 ? specialty * perSpecialty + random.below(perSpecialty) : null;
    const first = random.below(spec.models);
    const second = (first + 1 + random.below(spec.models - 1)) % spec.models;
    yield { by, prompt, specialty, models: [first, second] };
  }
}

/** An answer as its judge sees it: the common part of z, and the liking. */
interface Seen {
  readonly quality: number;
  readonly liked: number;
}

function drawJudgment(truth: Truth, cast: Cast, assignment: Assignment, random: Random): Drawn {
  const { spec, cuts } = truth;
  const { by, specialty, models } = assignment;
  const prompt = assignment.prompt === null ? null : cast.prompts[assignment.prompt]!;
  const answers = models.map((model) => seenBy(truth, by, { model, prompt }, random));
  const outcome = outcomeOf(truth, by, { models, answers }, random);
  const scores = new Int8Array(2 * CRITERIA_COUNT);
  for (const side of [0, 1] as const) {
    const model = models[side];
    const fate = outcome === side ? WON : outcome < 2 ? LOST : outcome === 2 ? TIED : BOTH_BAD;
    const halo = fate === WON ? spec.halo : fate === LOST ? -spec.halo : 0;
    const brand = model === truth.favourite ? spec.brand : 0;
    const cell = (model * spec.specialties.length + specialty) * CRITERIA_COUNT;
    const own = scores.subarray(side * CRITERIA_COUNT, (side + 1) * CRITERIA_COUNT);
    const shared = answers[side]!.quality + halo + brand;
    for (let c = 0; c < CRITERIA_COUNT; c++)
      own[c] = by.rogue
        ? rogueScore(truth, model)
        : scoreAt(shared + random.normal(0, truth.latent.criterion), cuts[cell + c]!);
    omitScores(truth, own, fate, random);
  }
  return {
    clinician: by.number,
    site: by.site,
    prompt: assignment.prompt,
    item: spec.prompts?.named === 'yes' ? assignment.prompt : null,
    specialty,
    first: models[0],
    second: models[1],
    outcome,
    scores,
  };
}

function seenBy(
  { scenario, latent }: Truth,
  by: Clinician,
  { model, prompt }: { readonly model: number; readonly prompt: Prompt | null },
  random: Random,
): Seen {
  const mixed = (ofAnswer: number | undefined, part: number) =>
    ofAnswer === undefined
      ? random.normal()
      : Math.sqrt(part) * ofAnswer + Math.sqrt(1 - part) * random.normal();
  const answer = mixed(prompt?.quality[model], latent.shared);
  const noise = mixed(prompt?.appeal[model], latent.answerCorrelation);
  const halo = by.halo[model]!;
  return {
    quality: by.leniency + latent.halo * halo + latent.answer * answer,
    liked: scenario.appeal[model]! + LIKING.taste * halo + LIKING.insight * answer + LIKING.noise * noise,
  };
}

function outcomeOf(
  { spec }: Truth,
  by: Clinician,
  { models, answers }: { readonly models: readonly [number, number]; readonly answers: readonly Seen[] },
  random: Random,
): number {
  const favourite = spec.models - 1;
  const lead = by.rogue
    ? Number(models[0] === favourite) - Number(models[1] === favourite)
    : answers[0]!.liked + LIKING.position - answers[1]!.liked;
  if (Math.abs(lead) > LIKING.margin) return lead > 0 ? 0 : 1;
  return random.uniform() < LIKING.ties ? 2 : 3;
}

const rogueScore = ({ spec }: Truth, model: number): number =>
  model === spec.models - 1 ? 2 : spec.rogue!.score;

/** Heaps scores at 0, and removes the scores of answers that are not rated, and single scores. */
function omitScores({ spec }: Truth, scores: Int8Array, fate: number, random: Random): void {
  const isUnsafe = scores.subarray(0, CRITICAL).some((score) => score <= -1);
  const kept = spec.missing ? spec.missing[isUnsafe ? 'unsafe' : 'other'] : 1;
  const isRated = random.uniform() < spec.rated[fate]! * kept;
  for (let c = 0; c < CRITERIA_COUNT; c++)
    if (!isRated || random.uniform() >= SCORED) scores[c] = MISSING;
    else if (spec.heaping > 0 && random.uniform() < spec.heaping) scores[c] = 0;
}

function scoreAt(z: number, cuts: readonly [number, number, number, number]): number {
  let score = 2;
  for (let level = 3; level >= 0 && z < cuts[level]!; level--) score = level - 2;
  return score;
}

/** Draws an index in proportion to the weights. It searches the running sums of the weights by bisection. */
function weighted(sums: Float64Array, random: Random): number {
  const point = random.uniform() * sums[sums.length - 1]!;
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (point < sums[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
