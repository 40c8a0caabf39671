export { type Rate, type Rates, rateOf } from './rate.ts';
export { ratesOf } from './rates.ts';
export { type StandardisedRates, standardise } from './standardise.ts';
