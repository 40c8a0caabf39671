export { ratesOf } from './rates.ts';
