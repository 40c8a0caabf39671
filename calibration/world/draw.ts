import { cumulate, type Random } from '../../shared/lib/index.ts';
import { LATENT } from './latent.ts';
import { AT_HOME, BOTH_BAD, CRITERIA_COUNT, LOST, SCORED, TIED, WON } from './spec.ts';
import type { Truth } from './truth.ts';

/** The value of a missing score. */
export const MISSING = -9;

/** One judgment. Its object is reused for the next judgment. */
export interface Drawn {
  /** The number of the clinician, from 0. */
  clinician: number;
  /** The group of the clinician, from 0 to 31. */
  group: number;
  specialty: number;
  first: number;
  second: number;
  /** 0: the first answer is preferred; 1: the second; 2: a tie; 3: both are bad. */
  outcome: number;
  /** Scores of the first answer by criterion, then of the second; {@link MISSING} if there is none. */
  readonly scores: Int8Array;
}

interface Clinician {
  readonly number: number;
  readonly group: number;
  readonly home: number;
  /** λ·leniency. */
  readonly leniency: number;
  /** Standard normal, by model. */
  readonly halo: Float64Array;
  readonly models: readonly number[];
  /** Whether this clinician is the rogue of the world. If a world has a rogue, it is the first clinician. */
  readonly rogue: boolean;
}

/** Draws a study's clinicians and then its judgments, one at a time. */
export function drawStudy(truth: Truth, random: Random, take: (judgment: Drawn) => void): void {
  const { spec } = truth;
  const homes = cumulate(spec.specialties);
  const clinicians = Array.from({ length: spec.clinicians }, (_, at) =>
    drawClinician(truth, at, homes, random),
  );
  const loads = clinicians.map(() => Math.exp(random.normal(0, spec.load)));
  const others = loads.reduce((sum, load) => sum + load, 0) - loads[0]!;
  if (spec.rogue) loads[0] = (others * spec.rogue.share) / (1 - spec.rogue.share);
  const chances = Float64Array.from(cumulate(loads));
  const drawn: Drawn = {
    clinician: 0,
    group: 0,
    specialty: 0,
    first: 0,
    second: 0,
    outcome: 0,
    scores: new Int8Array(2 * CRITERIA_COUNT),
  };
  for (let vote = 0; vote < spec.votes; vote++) {
    const who = weighted(chances, random);
    drawJudgment(truth, clinicians[who]!, random, drawn);
    take(drawn);
  }
}

function drawClinician({ spec }: Truth, at: number, homes: number[], random: Random): Clinician {
  const part = spec.leniency.parts[random.weighted(cumulate(spec.leniency.parts.map(({ share }) => share)))]!;
  const old = spec.models - spec.newModels.length;
  const shown = spec.newModels.flatMap((share, i) => (random.uniform() < share ? [old + i] : []));
  return {
    number: at,
    // In practice groups come from a hash, so their sizes are uneven.
    group: random.below(32),
    home: at === 0 && spec.rogue ? 0 : random.weighted(homes),
    leniency: random.normal(0, part.deviation),
    halo: Float64Array.from({ length: spec.models }, () => random.normal()),
    models: [...Array(old).keys(), ...shown],
    rogue: at === 0 && spec.rogue !== null,
  };
}

function drawJudgment(truth: Truth, by: Clinician, random: Random, drawn: Drawn): void {
  const { spec, scenario, cuts } = truth;
  const S = spec.specialties.length;
  drawn.clinician = by.number;
  drawn.group = by.group;
  drawn.specialty = random.uniform() < AT_HOME ? by.home : random.below(S);
  const at = random.below(by.models.length);
  const shift = 1 + random.below(by.models.length - 1);
  drawn.first = by.models[at]!;
  drawn.second = by.models[(at + shift) % by.models.length]!;
  const answers = [drawn.first, drawn.second].map((model) => {
    const answer = random.normal();
    const halo = by.halo[model]!;
    return {
      quality: by.leniency + LATENT.halo * halo + LATENT.answer * answer,
      liked:
        scenario.appeal[model]! +
        LATENT.taste * halo +
        LATENT.insight * answer +
        random.normal(0, LATENT.noise),
    };
  });
  const favourite = spec.models - 1;
  const lead = by.rogue
    ? Number(drawn.first === favourite) - Number(drawn.second === favourite)
    : answers[0]!.liked + LATENT.position - answers[1]!.liked;
  drawn.outcome =
    Math.abs(lead) > LATENT.margin ? (lead > 0 ? 0 : 1) : random.uniform() < LATENT.ties ? 2 : 3;

  for (const side of [0, 1] as const) {
    const model = side === 0 ? drawn.first : drawn.second;
    const fate =
      drawn.outcome === 2 ? TIED : drawn.outcome === 3 ? BOTH_BAD : drawn.outcome === side ? WON : LOST;
    const rated = random.uniform() < spec.rated[fate];
    const cell = (model * S + drawn.specialty) * CRITERIA_COUNT;
    for (let c = 0; c < CRITERIA_COUNT; c++) {
      const scored = rated && random.uniform() < SCORED;
      drawn.scores[side * CRITERIA_COUNT + c] = !scored
        ? MISSING
        : by.rogue
          ? model === favourite
            ? 2
            : spec.rogue!.score
          : scoreAt(answers[side]!.quality + random.normal(0, LATENT.criterion), cuts[cell + c]!);
    }
  }
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
