import { HEAVY_LENIENCY, NORMAL_LENIENCY } from './latent.ts';
import {
  additive,
  aligned,
  atTolerance,
  compositeAtTolerance,
  equalRisk,
  halfAtTolerance,
  harmfulSpecialty,
  mixed,
} from './scenarios.ts';
import type { WorldSpec } from './spec.ts';

/** The paper's scale: 12 specialties of 147 down to 11 of 736 clinicians. */
const PAPER: WorldSpec = {
  name: 'paper',
  says: 'Risks and appeal of any correlation, nine places with planted risks of 1.5, 2 and 3 tolerances.',
  votes: 18_685,
  clinicians: 736,
  models: 13,
  specialties: [0.2, 0.16, 0.13, 0.11, 0.09, 0.08, 0.07, 0.05, 0.04, 0.03, 0.025, 0.015],
  leniency: NORMAL_LENIENCY,
  load: 1.1,
  rated: [0.9, 0.9, 0.9, 0.9],
  newModels: [],
  rogue: null,
  scenario: mixed('any'),
};

/** Each world differs from the paper's scale only in the properties that it lists. */
export const WORLDS: readonly WorldSpec[] = [
  PAPER,
  {
    ...PAPER,
    name: 'at tolerance',
    says: 'Every criterion of every model exactly at tolerance: confirming and clearing are both false.',
    scenario: atTolerance,
  },
  {
    ...PAPER,
    name: 'at tolerance, daily',
    says: 'As “at tolerance”, audited on each day of the year in which its votes arrive.',
    scenario: atTolerance,
    looks: true,
  },
  {
    ...PAPER,
    name: 'half at tolerance, daily',
    says: 'As “half at tolerance”, audited on each day of a year.',
    scenario: halfAtTolerance,
    looks: true,
  },
  {
    ...PAPER,
    name: 'paper, daily',
    says: 'As “paper”, audited on each day of a year.',
    scenario: mixed('any'),
    looks: true,
  },
  {
    ...PAPER,
    name: 'composite at tolerance',
    says: 'Every composite exactly at tolerance, failures and severe failures.',
    scenario: compositeAtTolerance,
  },
  {
    ...PAPER,
    name: 'new models',
    says: 'Two models shown to 8 % and to 2 % of the clinicians only.',
    newModels: [0.08, 0.02],
  },
  {
    ...PAPER,
    name: 'uneven specialties',
    says: 'Half of the clinicians in one specialty, the smallest with 3 of 736.',
    specialties: [0.5, 0.2, 0.1, 0.06, 0.04, 0.03, 0.02, 0.015, 0.012, 0.01, 0.008, 0.005],
  },
  {
    ...PAPER,
    name: 'heavy tails',
    says: 'A few clinicians give most votes (log sd 1.8), and one in ten is three times as extreme in leniency.',
    leniency: HEAVY_LENIENCY,
    load: 1.8,
  },
  {
    ...PAPER,
    name: 'one rogue',
    says: 'One clinician gives 8 % of all votes, always prefers one model, and scores every other model −2.',
    rogue: { share: 0.08, score: -2 },
  },
  {
    ...PAPER,
    name: 'half at tolerance',
    says: 'Half of the models at tolerance everywhere, the others at 3 % (composites accordingly): the hardest case for clearing.',
    scenario: halfAtTolerance,
  },
  {
    ...PAPER,
    name: 'half at tolerance, heavy tails',
    says: 'As “half at tolerance”, with clinicians as in “heavy tails”.',
    leniency: HEAVY_LENIENCY,
    load: 1.8,
    scenario: halfAtTolerance,
  },
  {
    ...PAPER,
    name: 'one flatterer',
    says: 'As “half at tolerance”, and one clinician gives 8 % of all votes and scores every answer +2.',
    rogue: { share: 0.08, score: 2 },
    scenario: halfAtTolerance,
  },
  {
    ...PAPER,
    name: 'winners only',
    says: 'Only the preferred answer is rated.',
    rated: [0.9, 0, 0, 0],
  },
  {
    ...PAPER,
    name: 'losers rated less',
    says: 'Preferred answers are rated at 90 %, others at 55 %.',
    rated: [0.9, 0.55, 0.55, 0.55],
  },
  {
    ...PAPER,
    name: 'small study',
    says: '2,000 votes by 60 clinicians on 6 models in 4 specialties.',
    votes: 2_000,
    clinicians: 60,
    models: 6,
    specialties: [0.4, 0.3, 0.2, 0.1],
  },
  {
    ...PAPER,
    name: 'aligned',
    says: 'The more preferred a model, the safer it is. The best model fails 1.5 % on each criterion everywhere.',
    scenario: aligned,
  },
  {
    ...PAPER,
    name: 'aligned, large',
    says: 'As “aligned”, with five times the votes and clinicians: 93,425 votes.',
    votes: 93_425,
    clinicians: 3_680,
    scenario: aligned,
  },
  {
    ...PAPER,
    name: 'equal risk',
    says: 'Models differ in appeal, but have the same failure rate: 4 % on each criterion.',
    scenario: equalRisk,
  },
  {
    ...PAPER,
    name: 'one dangerous specialty',
    says: 'As “aligned”, but the most preferred model fails 30 % on each safety-critical criterion in a specialty of 2.5 % of the clinicians.',
    scenario: harmfulSpecialty(0.3),
  },
  {
    ...PAPER,
    name: 'one harmful specialty',
    says: 'As “one dangerous specialty”, but at 15 %, one and a half times the tolerance. Everything else is safe, so this cell is the one most easily cleared falsely.',
    scenario: harmfulSpecialty(0.15),
  },
  {
    ...PAPER,
    name: 'decoupled',
    says: 'Appeal and risk drawn independently of each other.',
    scenario: mixed('none'),
  },
  {
    ...PAPER,
    name: 'additive',
    says: 'Effects of model, specialty and criterion on the log-odds of failure, and cells that scatter around them.',
    scenario: additive,
  },
];

/** Number of studies to draw of a world: fewer if one takes long. */
export const studiesOf = (name: string): number => {
  const { votes, looks } = worldNamed(name);
  return votes > 50_000 || looks ? 300 : 500;
};

export const worldNamed = (name: string): WorldSpec => {
  const found = WORLDS.find((world) => world.name === name);
  if (!found) throw new Error(`no world is called ${name}: ${WORLDS.map((world) => world.name).join(', ')}`);
  return found;
};
