import { type Protocol, protocol as protocolSchema } from '../../shared/contracts/protocol.ts';
import type { Score } from '../../shared/contracts/score.ts';
import { type Random, seededRandom } from '../../shared/lib/random.ts';
import { normalQuantile } from '../../shared/stats/numeric/distributions.ts';
import { fitBradleyTerry } from '../../shared/stats/ranking/bradley-terry.ts';
import type { Said } from '../unit/audit/support.ts';

/** A kind of study with repeated prompts, several readers per answer, or sites. */
export interface ItemWorld {
  readonly models: number;
  readonly specialties: number;
  readonly clinicians: number;
  /** Prompts per specialty. Null: each judgment has a prompt of its own. */
  readonly prompts: number | null;
  /** Votes. In a crossed study, each clinician judges two pairs of models on every prompt instead. */
  readonly votes: number | 'crossed';
  /** Correlation of the quality of one answer between clinicians. */
  readonly answerCorrelation: number;
  /** Number of hospitals, with a leniency and tastes of their own. */
  readonly sites?: number;
  /** Whether the judgments name their items. */
  readonly named: boolean;
  /** Whether a clinician judges in one specialty only, and only some of its prompts. */
  readonly promptsPerClinician?: number;
  /** Failure rate of a model in a specialty. */
  rate(model: number, specialty: number): number;
}

/** Variances of quality and of liking, besides the answer's. */
const LENIENCY = 0.15;
const HALO = 0.05;
const SITE = 0.1;
const TASTE = 0.3;
const PROMPT_TASTE = 0.35;
const SITE_TASTE = 0.25;
const NOISE = 0.5;

export const PROTOCOL: Protocol = protocolSchema.parse({
  criteria: [{ id: 'harmlessness', safetyCritical: true }],
});

export const appealOf = ({ models }: ItemWorld, model: number): number => 0.15 * (model - (models - 1) / 2);

const name = (model: number): string => `m${String(model).padStart(2, '0')}`;
export const specialtyName = (specialty: number): string => `s${String(specialty).padStart(2, '0')}`;

/** The abilities that maximise the likelihood of the expected votes. */
export function trueAbilities(world: ItemWorld): Float64Array {
  const K = world.models;
  const site = world.sites ? SITE_TASTE ** 2 : 0;
  const deviation = Math.sqrt(2 * (TASTE ** 2 + PROMPT_TASTE ** 2 + site + NOISE ** 2));
  const wins = new Float64Array(K * K);
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++)
      if (i !== j) wins[i * K + j] = normalShare((appealOf(world, i) - appealOf(world, j)) / deviation);
  return fitBradleyTerry(wins, K).theta;
}

/** The share of a standard normal below x (Abramowitz & Stegun 7.1.26 by bisection of the quantile). */
function normalShare(x: number): number {
  let [low, high] = [1e-9, 1 - 1e-9];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalQuantile(middle) < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

interface Person {
  readonly number: number;
  readonly site: number | null;
  readonly leniency: number;
  readonly tastes: readonly number[];
  readonly specialty: number;
  readonly prompts: readonly number[];
}

/** The judgments of one study. */
export function drawItemStudy(world: ItemWorld, seed: number): Said[] {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) | 0);
  for (let i = 0; i < 20; i++) random.uniform();
  const normals = (count: number) => Array.from({ length: count }, () => random.normal());
  const sites = Array.from({ length: world.sites ?? 0 }, () => ({
    leniency: random.normal(0, Math.sqrt(SITE)),
    tastes: normals(world.models).map((z) => z * SITE_TASTE),
  }));
  const people = Array.from({ length: world.clinicians }, (_, number): Person => {
    const site = sites.length > 0 ? number % sites.length : null;
    const own = site === null ? null : sites[site]!;
    return {
      number,
      site,
      leniency: random.normal(0, Math.sqrt(LENIENCY)) + (own?.leniency ?? 0),
      tastes: normals(world.models).map((z, m) => TASTE * z + (own?.tastes[m] ?? 0)),
      specialty: number % world.specialties,
      prompts: Array.from({ length: world.promptsPerClinician ?? 0 }, () => random.below(world.prompts ?? 1)),
    };
  });
  const prompts = new Map<number, { quality: number[]; liking: number[] }>();
  const promptAt = (item: number) => {
    const known = prompts.get(item) ?? {
      quality: normals(world.models),
      liking: normals(world.models).map((z) => PROMPT_TASTE * z),
    };
    prompts.set(item, known);
    return known;
  };
  const said: Said[] = [];
  const judge = (person: Person, item: number, specialty: number, pair: readonly number[]): void => {
    const { quality, liking } = promptAt(item);
    const a = world.answerCorrelation;
    const site = world.sites ? SITE : 0;
    const rest = Math.sqrt(1 - LENIENCY - HALO - site - a);
    const [first, second] = pair.map((model) => {
      const halo = person.tastes[model]! / Math.hypot(TASTE, world.sites ? SITE_TASTE : 0);
      const z =
        person.leniency + Math.sqrt(HALO) * halo + Math.sqrt(a) * quality[model]! + rest * random.normal();
      const score: Score = z < normalQuantile(world.rate(model, specialty)) ? -1 : 1;
      const liked = appealOf(world, model) + person.tastes[model]! + liking[model]! + random.normal(0, NOISE);
      return { score, liked };
    });
    said.push({
      by: person.number,
      ...(person.site !== null && { site: person.site }),
      ...(world.named && { item }),
      specialty: specialtyName(specialty),
      first: name(pair[0]!),
      second: name(pair[1]!),
      outcome: first!.liked > second!.liked ? 'first' : 'second',
      scores: {
        [name(pair[0]!)]: { harmlessness: first!.score },
        [name(pair[1]!)]: { harmlessness: second!.score },
      },
    });
  };
  if (world.votes === 'crossed') {
    for (const person of people)
      for (let item = 0; item < world.specialties * world.prompts!; item++) {
        const order = shuffled(world.models, random);
        for (let at = 0; at + 1 < Math.min(4, order.length); at += 2)
          judge(person, item, item % world.specialties, order.slice(at, at + 2));
      }
    return said;
  }
  for (let vote = 0; vote < world.votes; vote++) {
    const person = people[random.below(people.length)]!;
    const specialty = world.promptsPerClinician ? person.specialty : random.below(world.specialties);
    const at =
      person.prompts.length > 0
        ? person.prompts[random.below(person.prompts.length)]!
        : random.below(world.prompts ?? 1);
    const item = world.prompts === null ? vote : specialty * world.prompts + at;
    judge(person, item, specialty, shuffled(world.models, random).slice(0, 2));
  }
  return said;
}

function shuffled(count: number, random: Random): number[] {
  const list = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}
