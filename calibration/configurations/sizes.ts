import { atTolerance, edges, mixed } from '../world/scenarios.ts';
import type { PromptDesign, WorldSpec } from '../world/spec.ts';

const RATED = [0.9, 0.9, 0.9, 0.9] as const;

/** The paper's scale: 12 specialties of 147 down to 11 of 736 clinicians. Prompts are own. */
export const PAPER: WorldSpec = {
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

export const SMALL: WorldSpec = {
  ...PAPER,
  votes: 4_000,
  clinicians: 60,
  models: 6,
  specialties: [0.4, 0.3, 0.2, 0.1],
  scenario: edges,
};

export const MIDDLE: WorldSpec = { ...SMALL, votes: 6_000, clinicians: 100 };

/** 1,650 votes: five on each of 330 days. */
export const LOOKED_AT: WorldSpec = {
  ...SMALL,
  votes: 1_650,
  clinicians: 30,
  models: 4,
  specialties: [0.5, 0.3, 0.2],
  scenario: atTolerance,
};

/** One look a day. */
export const LOOKS = 330;

export const prompts = (
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

export const repeated = (spec: WorldSpec): Record<string, WorldSpec> =>
  Object.fromEntries(Object.entries(REPEATED).map(([name, own]) => [name, { ...spec, prompts: own }]));

export const reading = (
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

export const one = (spec: WorldSpec): Record<string, WorldSpec> => ({ '': spec });
