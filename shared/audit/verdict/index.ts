export type { Findings } from './findings.ts';
export { verdict } from './verdict.ts';
