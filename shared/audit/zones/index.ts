export { zoneClaims } from './zones.ts';
