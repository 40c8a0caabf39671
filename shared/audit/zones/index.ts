export { zones } from './zones.ts';
