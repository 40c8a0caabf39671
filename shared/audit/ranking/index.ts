export { POINTS, rank } from './ranking.ts';
