import type { Configuration } from './configuration.ts';
import { INSIDE } from './inside.ts';
import { OUTSIDE } from './outside.ts';

export type { Configuration, Kind } from './configuration.ts';

/** Seeds below were used to choose methods. Configurations are measured on seeds from here on. */
export const FIRST_SEED = 100_001;

/**
 * All configurations, in the order of the report. There are at most 24 (a test counts them). They are chosen before a
 * run, and not collected until the results please.
 */
export const CONFIGURATIONS: readonly Configuration[] = [...INSIDE, ...OUTSIDE];

/** @throws Error if no configuration has this name */
export function configurationNamed(name: string): Configuration {
  const found = CONFIGURATIONS.find((configuration) => configuration.name === name);
  if (!found) throw new Error(`no configuration is called ${name}`);
  return found;
}
