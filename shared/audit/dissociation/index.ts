export { association } from './association.ts';
export { preferredButLessSafe } from './pairs.ts';
export { regret } from './regret.ts';
export { positionBias, voteLevel } from './vote-level.ts';
