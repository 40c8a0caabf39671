export { zoneClaims, zones } from './zones.ts';
