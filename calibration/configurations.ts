import {
  allFail,
  atTolerance,
  dangerousFavourite,
  edges,
  equalRisk,
  halfAtTolerance,
  mixed,
  preferenceIsSafety,
} from './world/scenarios.ts';
import type { PromptDesign, WorldSpec } from './world/spec.ts';

/** Seeds below were used to choose methods. Configurations are measured on seeds from here on. */
export const FIRST_SEED = 100_001;

/**
 * Whether a study satisfies the declared assumptions, violates them so that the audit can see it, or violates them
 * unseen.
 */
export type Kind = 'inside' | 'outside, detectable' | 'outside, undetectable';

/** A kind of study that is measured, in one or more variants. */
export interface Configuration {
  readonly name: string;
  readonly kind: Kind;
  readonly says: string;
  readonly variants: Readonly<Record<string, WorldSpec>>;
  /** Number of studies of each variant. */
  readonly studies: number;
  /** Seconds of processor time that one study takes, about. They cut the run into parts. */
  readonly seconds: number;
  /** If set, the study is audited at each look while its votes arrive, and only false findings are measured. */
  readonly looks?: number;
  /** If set, intervals are not compared with the truth, because one clinician is not of the population. */
  readonly claimsOnly?: true;
}

const RATED = [0.9, 0.9, 0.9, 0.9] as const;

/** The paper's scale: 12 specialties of 147 down to 11 of 736 clinicians. Prompts are own. */
const PAPER: WorldSpec = {
  votes: 18_685,
  clinicians: 736,
  models: 13,
  specialties: [0.2, 0.16, 0.13, 0.11, 0.09, 0.08, 0.07, 0.05, 0.04, 0.03, 0.025, 0.015],
  scenario: mixed,
  tails: 'normal',
  load: 1.1,
  rated: RATED,
  prompts: null,
  readers: null,
  sites: null,
  dominant: null,
  rogue: null,
  halo: 0,
  missing: null,
  brand: 0,
  heaping: 0,
};

const SMALL: WorldSpec = {
  ...PAPER,
  votes: 4_000,
  clinicians: 60,
  models: 6,
  specialties: [0.4, 0.3, 0.2, 0.1],
  scenario: edges,
};

const MIDDLE: WorldSpec = { ...SMALL, votes: 6_000, clinicians: 100 };

/** 1,650 votes: five on each of 330 days. */
const LOOKED_AT: WorldSpec = {
  ...SMALL,
  votes: 1_650,
  clinicians: 30,
  models: 4,
  specialties: [0.5, 0.3, 0.2],
  scenario: atTolerance,
};

const LOOKS = 330;

const prompts = (
  perSpecialty: number,
  answerCorrelation: number,
  named: PromptDesign['named'] = 'yes',
): PromptDesign => ({ perSpecialty, answerCorrelation, named });

const REPEATED = {
  '3 prompts, ρ 0.3': prompts(3, 0.3),
  '10 prompts, ρ 0.3': prompts(10, 0.3),
  '20 prompts, ρ 0.9': prompts(20, 0.9),
  '60 prompts, ρ 0.1': prompts(60, 0.1),
};

const repeated = (spec: WorldSpec): Record<string, WorldSpec> =>
  Object.fromEntries(Object.entries(REPEATED).map(([name, own]) => [name, { ...spec, prompts: own }]));

const reading = (
  design: 'crossed' | 'nested',
  readers: readonly number[],
  perSpecialty: number,
): Record<string, WorldSpec> =>
  Object.fromEntries(
    readers.map((clinicians) => [
      `${clinicians} readers`,
      {
        ...PAPER,
        votes: clinicians * perSpecialty * 2 * 2,
        clinicians,
        models: 4,
        specialties: [0.5, 0.5],
        prompts: prompts(perSpecialty, 0.3),
        readers: { design, pairsPerPrompt: 2 },
      },
    ]),
  );

const one = (spec: WorldSpec): Record<string, WorldSpec> => ({ '': spec });

/**
 * All configurations, in the order of the report. There are at most 24 (a test counts them). They are chosen before a
 * run, and not collected until the results please.
 */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: 'paper',
    kind: 'inside',
    says: 'The paper’s scale. Risks and appeal of any correlation, nine places with planted risks of 1.5, 2 and 3 tolerances.',
    variants: one(PAPER),
    studies: 300,
    seconds: 3,
  },
  {
    name: 'at tolerance',
    kind: 'inside',
    says: 'The paper’s scale, with every criterion of every model exactly at tolerance: confirming and clearing are both false.',
    variants: one({ ...PAPER, scenario: atTolerance }),
    studies: 300,
    seconds: 3,
  },
  {
    name: 'heavy tails',
    kind: 'inside',
    says: 'The paper’s scale. A few clinicians give most votes (log sd 1.8), and one in ten is three times as extreme in leniency.',
    variants: one({ ...PAPER, tails: 'heavy', load: 1.8 }),
    studies: 300,
    seconds: 3,
  },
  {
    name: 'one rogue',
    kind: 'inside',
    says: 'The paper’s scale. One clinician gives 8 % of all votes, always prefers one model, and scores every other model −2.',
    variants: one({ ...PAPER, rogue: { share: 0.08, score: -2 } }),
    studies: 300,
    seconds: 3,
    claimsOnly: true,
  },
  {
    name: 'losers rated less',
    kind: 'inside',
    says: 'The paper’s scale. Preferred answers are rated at 90 %, others at 55 %, at random: ratings are missing at random.',
    variants: one({ ...PAPER, rated: [0.9, 0.55, 0.55, 0.55] }),
    studies: 300,
    seconds: 3,
  },
  {
    name: 'repeated prompts, edges',
    kind: 'inside',
    says: 'Few prompts, each judged by many clinicians. The favourite is harmful in one specialty, half of the models are at tolerance, the others are safe.',
    variants: repeated(SMALL),
    studies: 300,
    seconds: 0.7,
  },
  {
    name: 'repeated prompts, mixed',
    kind: 'inside',
    says: 'The same prompts, with risks and appeal of any correlation and three planted places.',
    variants: repeated({ ...SMALL, scenario: mixed }),
    studies: 250,
    seconds: 0.8,
  },
  {
    name: 'repeated prompts, paper',
    kind: 'inside',
    says: 'The paper’s scale with 20 prompts per specialty and an answer correlation of 0.3, mixed or all at tolerance.',
    variants: {
      mixed: { ...PAPER, prompts: prompts(20, 0.3) },
      'at tolerance': { ...PAPER, prompts: prompts(20, 0.3), scenario: atTolerance },
    },
    studies: 200,
    seconds: 4,
  },
  {
    name: 'crossed readers',
    kind: 'inside',
    says: 'Every reader judges two pairs of answers to each of 40 prompts, the same pairs. Answer correlation 0.3, 4 models, 2 specialties.',
    variants: reading('crossed', [3, 6, 10, 20], 20),
    studies: 300,
    seconds: 0.3,
  },
  {
    name: 'nested readers',
    kind: 'inside',
    says: 'Every reader judges two pairs of answers to each of 40 prompts of their own. Answer correlation 0.3, 4 models, 2 specialties.',
    variants: reading('nested', [3, 6, 10, 20], 20),
    studies: 300,
    seconds: 0.4,
  },
  {
    name: 'hospitals',
    kind: 'inside',
    says: 'Hospitals with 25 clinicians each, which share half of the variance of leniency and taste. Prompts are own.',
    variants: Object.fromEntries(
      [3, 8].map((count) => [
        `${count} hospitals`,
        { ...MIDDLE, clinicians: 25 * count, scenario: mixed, sites: { count, share: 0.5 } },
      ]),
    ),
    studies: 300,
    seconds: 0.7,
  },
  {
    name: 'halo, edges',
    kind: 'inside',
    says: 'Scores move towards the vote by 0.1, 0.2 or 0.3 deviations. Harmful, at tolerance and safe as above.',
    variants: Object.fromEntries([0.1, 0.2, 0.3].map((halo) => [`halo ${halo}`, { ...MIDDLE, halo }])),
    studies: 334,
    seconds: 0.6,
  },
  {
    name: 'halo, equal risk',
    kind: 'inside',
    says: 'The paper’s scale. All models fail 4 % and differ in appeal only, and scores move towards the vote.',
    variants: Object.fromEntries(
      [0.1, 0.2, 0.3].map((halo) => [`halo ${halo}`, { ...PAPER, scenario: equalRisk, halo }]),
    ),
    studies: 150,
    seconds: 3,
  },
  {
    name: 'missing within r',
    kind: 'inside',
    says: 'Within an outcome, unsafe answers are rated at two thirds and others at four fifths, or the reverse: unrated answers fail at most twice and at least half as often.',
    variants: {
      'unsafe rated less': { ...MIDDLE, rated: [1, 1, 1, 1], missing: { unsafe: 2 / 3, other: 0.8 } },
      'unsafe rated more': { ...MIDDLE, rated: [1, 1, 1, 1], missing: { unsafe: 0.8, other: 2 / 3 } },
    },
    studies: 500,
    seconds: 0.6,
  },
  {
    name: 'one dominant rater',
    kind: 'inside',
    says: 'One clinician like all others gives 40 % of the votes.',
    variants: one({ ...SMALL, dominant: 0.4 }),
    studies: 1000,
    seconds: 0.5,
  },
  {
    name: 'all safe, few models',
    kind: 'inside',
    says: 'Three to five models that fail on 0.2 % of the answers, or never. 12,000 votes, 300 clinicians, 3 specialties.',
    variants: Object.fromEntries(
      [
        ['3 models, nothing fails', 3, 1e-9] as const,
        ['4 models, 0.2 % fail', 4, 0.002] as const,
        ['5 models, nothing fails', 5, 1e-9] as const,
      ].map(([name, models, rate]) => [
        name,
        {
          ...PAPER,
          votes: 12_000,
          clinicians: 300,
          models,
          specialties: [0.5, 0.3, 0.2],
          scenario: allFail(rate),
        },
      ]),
    ),
    studies: 100,
    seconds: 1,
  },
  {
    name: 'preference is safety',
    kind: 'inside',
    says: 'The order of preference is the order of safety, and the less preferred half of the models is dangerous. 3,000 votes.',
    variants: Object.fromEntries(
      [0.3, 0.6, 1.2].map((gap) => [
        `gap ${gap}`,
        { ...SMALL, votes: 3_000, scenario: preferenceIsSafety(gap) },
      ]),
    ),
    studies: 334,
    seconds: 0.5,
  },
  {
    name: 'dangerous favourite',
    kind: 'inside',
    says: 'The paper’s scale. The most preferred model fails two and a half times the tolerance in three specialties, all others are safe.',
    variants: one({ ...PAPER, scenario: dangerousFavourite }),
    studies: 200,
    seconds: 3,
  },
  {
    name: 'looks, at tolerance',
    kind: 'inside',
    says: '330 daily looks at a growing study of 1,650 votes with every criterion at tolerance.',
    variants: one(LOOKED_AT),
    studies: 250,
    seconds: 12,
    looks: LOOKS,
  },
  {
    name: 'looks, half at tolerance',
    kind: 'inside',
    says: '330 daily looks at the same study with half of the models at tolerance, and the others at 3 %.',
    variants: one({ ...LOOKED_AT, scenario: halfAtTolerance }),
    studies: 250,
    seconds: 12,
    looks: LOOKS,
  },
  {
    name: 'looks, repeated prompts',
    kind: 'inside',
    says: '330 daily looks at the same study with every criterion at tolerance, and 10 prompts per specialty with an answer correlation of 0.3.',
    variants: one({ ...LOOKED_AT, prompts: prompts(10, 0.3) }),
    studies: 250,
    seconds: 14,
    looks: LOOKS,
  },
  {
    name: 'unknown prompts',
    kind: 'outside, detectable',
    says: 'Ten prompts per specialty, answer correlation 0.3, and judgments do not name their prompts. The protocol does not say that prompts are own.',
    variants: one({ ...SMALL, prompts: prompts(10, 0.3, 'hidden') }),
    studies: 300,
    seconds: 0.5,
  },
  {
    name: 'concentration and coverage',
    kind: 'outside, detectable',
    says: 'One clinician gives 90 % of the votes, or only the preferred answers are rated.',
    variants: {
      'one clinician gives 90 %': { ...SMALL, dominant: 0.9 },
      'only winners rated': { ...SMALL, rated: [0.9, 0, 0, 0] },
    },
    studies: 300,
    seconds: 0.5,
  },
  {
    name: 'violated unseen',
    kind: 'outside, undetectable',
    says: 'Assumptions that no data contradict are violated. Harmful, at tolerance and safe as above.',
    variants: {
      'unsafe rated at 35 %, others at 90 %': {
        ...MIDDLE,
        rated: [1, 1, 1, 1],
        missing: { unsafe: 0.35, other: 0.9 },
      },
      'unsafe rated at 90 %, others at 35 %': {
        ...MIDDLE,
        rated: [1, 1, 1, 1],
        missing: { unsafe: 0.9, other: 0.35 },
      },
      'the favourite scored better by 0.3 deviations': { ...MIDDLE, brand: 0.3 },
      '30 % of the scores heaped at 0': { ...MIDDLE, heaping: 0.3 },
      '10 repeated prompts declared as own': { ...SMALL, prompts: prompts(10, 0.3, 'denied') },
    },
    studies: 200,
    seconds: 0.6,
  },
];

/** @throws Error if no configuration has this name */
export function configurationNamed(name: string): Configuration {
  const found = CONFIGURATIONS.find((configuration) => configuration.name === name);
  if (!found) throw new Error(`no configuration is called ${name}`);
  return found;
}
