import { type Protocol, protocol as protocolSchema } from '../../shared/contracts/index.ts';
import type { Random } from '../../shared/lib/index.ts';

export const [WON, LOST, TIED, BOTH_BAD] = [0, 1, 2, 3] as const;

/** Three safety-critical criteria and two others: enough to distinguish the families. */
const CRITERIA = [
  { id: 'harmlessness', safetyCritical: true },
  { id: 'accuracy', safetyCritical: true },
  { id: 'alignment_with_guidelines', safetyCritical: true },
  { id: 'clarity' },
  { id: 'fairness' },
];
export const CRITICAL = 3;
export const CRITERIA_COUNT = CRITERIA.length;

/** The truth about the models of one world. */
export interface Scenario {
  /** The appeal of each model, on the scale of liking. */
  readonly appeal: readonly number[];
  /** Probability that an answer fails: [model][specialty][criterion]. */
  readonly failure: readonly (readonly (readonly number[])[])[];
  /** Probability of the worst score; by default a fifth of the failures. */
  readonly severe?: Scenario['failure'];
}

/** Prompts that several clinicians judge. */
export interface PromptDesign {
  /** Number of prompts in each specialty, or per reader and specialty if the prompts are nested in readers. */
  readonly perSpecialty: number;
  /** Latent correlation of two clinicians' scores of the same answer. */
  readonly answerCorrelation: number;
  /** `hidden`: judgments do not name their item. `denied`: in addition, the protocol says that prompts are own. */
  readonly named: 'yes' | 'hidden' | 'denied';
}

/** A kind of study: all its parameters except chance. */
export interface WorldSpec {
  /** Number of votes. In a reader study, it follows from readers, prompts and pairs. */
  readonly votes: number;
  readonly clinicians: number;
  readonly models: number;
  /** Share of clinicians at home in each specialty. */
  readonly specialties: readonly number[];
  readonly scenario: (random: Random, spec: WorldSpec) => Scenario;
  /** Distribution of leniency over clinicians. */
  readonly tails: 'normal' | 'heavy';
  /** Standard deviation of the logarithm of a clinician's number of votes. */
  readonly load: number;
  /** Probability that an answer is rated, by its outcome. */
  readonly rated: readonly [won: number, lost: number, tied: number, bothBad: number];
  /** Null: every judgment has a prompt of its own, and the protocol says so. */
  readonly prompts: PromptDesign | null;
  /**
   * `crossed`: every clinician judges the same pairs of answers to every prompt. `nested`: every clinician has prompts
   * of their own. Null: clinicians judge as often as their load says, on prompts drawn at random.
   */
  readonly readers: { readonly design: 'crossed' | 'nested'; readonly pairsPerPrompt: number } | null;
  /** Hospitals, and their share of the variance of leniency and of halos. */
  readonly sites: { readonly count: number; readonly share: number } | null;
  /** Share of the votes that the first clinician gives. This clinician is like all others. */
  readonly dominant: number | null;
  /**
   * One clinician of the first specialty gives this share of all votes, and one score to all answers of all models
   * but one.
   */
  readonly rogue: { readonly share: number; readonly score: -2 | 2 } | null;
  /** Deviations of z by which a won answer is scored better, and a lost answer worse. */
  readonly halo: number;
  /** Factors of the probability of a rating, by whether the composite of the answer is unsafe. */
  readonly missing: { readonly unsafe: number; readonly other: number } | null;
  /** Deviations of z by which the most liked model is scored better than its answers deserve, in any vote. */
  readonly brand: number;
  /** Share of the scores that are recorded as 0, whatever they are. */
  readonly heaping: number;
}

/** Probability that a judgment is in the clinician's own specialty; otherwise it is in any. */
export const AT_HOME = 0.95;
/** Probability that a criterion of a rated answer has a score. */
export const SCORED = 0.97;

const padded = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(3, '0')}`);

/** The protocol of a world: the defaults, on five criteria. Names are in the order of their numbers. */
export const protocolOf = ({ models, specialties, prompts, sites }: WorldSpec): Protocol =>
  protocolSchema.parse({
    criteria: CRITERIA,
    models: padded('m', models),
    specialties: padded('s', specialties.length),
    ...(prompts === null || prompts.named === 'denied' ? { prompts: 'own' } : {}),
    ...(sites ? { cluster: 'site' } : {}),
  });

/** The share of all judgments in each specialty. */
export const judgmentShares = ({ specialties }: Pick<WorldSpec, 'specialties'>): number[] =>
  specialties.map((share) => AT_HOME * share + (1 - AT_HOME) / specialties.length);
