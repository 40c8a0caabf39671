import type { Configuration } from './configuration.ts';
import { MIDDLE, one, prompts, SMALL } from './sizes.ts';

/** Studies that violate the declared assumptions, seen by the audit or not. */
export const OUTSIDE: readonly Configuration[] = [
  {
    name: 'unknown prompts',
    kind: 'outside, detectable',
    says: 'Ten prompts per specialty, answer correlation 0.3, and judgments do not name their prompts. The protocol does not say that prompts are own.',
    variants: one({ ...SMALL, prompts: prompts(10, 0.3, 'hidden') }),
    studies: 1000,
    seconds: 0.17,
  },
  {
    name: 'concentration and coverage',
    kind: 'outside, detectable',
    says: 'One clinician gives 90 % of the votes, or only the preferred answers are rated.',
    variants: {
      'one clinician gives 90 %': { ...SMALL, dominant: 0.9 },
      'only winners rated': { ...SMALL, rated: [0.9, 0, 0, 0] },
    },
    studies: 500,
    seconds: 0.1,
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
    studies: 500,
    seconds: 0.16,
  },
];
