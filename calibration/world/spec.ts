import { type Protocol, protocol as protocolSchema } from '../../shared/contracts/index.ts';
import type { Random } from '../../shared/lib/index.ts';
import type { Leniency } from './latent.ts';

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
  /** The appeal of each model, on the scale of `liked`. */
  readonly appeal: readonly number[];
  /** Probability that an answer fails: [model][specialty][criterion]. */
  readonly failure: readonly (readonly (readonly number[])[])[];
  /** Probability of the worst score; by default a fifth of the failures. */
  readonly severe?: Scenario['failure'];
}

/** A kind of study: all its parameters except chance. */
export interface WorldSpec {
  readonly name: string;
  readonly says: string;
  readonly votes: number;
  readonly clinicians: number;
  readonly models: number;
  /** Share of clinicians at home in each specialty. */
  readonly specialties: readonly number[];
  readonly leniency: Leniency;
  /** Standard deviation of the logarithm of a clinician's number of votes. */
  readonly load: number;
  /** Probability that an answer is rated, by its outcome. */
  readonly rated: readonly [won: number, lost: number, tied: number, bothBad: number];
  /** The last of the models are new. Each is shown to this share of the clinicians only. */
  readonly newModels: readonly number[];
  /**
   * One clinician of the first specialty gives this share of all votes, and one score to all answers of all models
   * but one.
   */
  readonly rogue: { readonly share: number; readonly score: -2 | 2 } | null;
  /**
   * If set, the world is audited repeatedly while votes arrive, for false zones alone; otherwise once, for all
   * measures.
   */
  readonly looks?: true;
  readonly scenario: (random: Random, spec: WorldSpec) => Scenario;
}

/** Probability that a judgment is in the clinician's own specialty; otherwise it is in any. */
export const AT_HOME = 0.95;
/** Probability that a criterion of a rated answer has a score. */
export const SCORED = 0.97;

const padded = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(3, '0')}`);

/** The protocol of a world: the defaults, on five criteria. Names are in the order of their numbers. */
export const protocolOf = (spec: Pick<WorldSpec, 'models' | 'specialties'>): Protocol =>
  protocolSchema.parse({
    criteria: CRITERIA,
    models: padded('m', spec.models),
    specialties: padded('s', spec.specialties.length),
  });

/** The share of all judgments in each specialty. */
export const judgmentShares = ({ specialties }: Pick<WorldSpec, 'specialties'>): number[] =>
  specialties.map((share) => AT_HOME * share + (1 - AT_HOME) / specialties.length);
