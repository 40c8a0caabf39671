export { readPseudonymiser } from './read-pseudonymiser.ts';
