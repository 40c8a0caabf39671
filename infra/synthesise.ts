import { codeVersion } from '../shared/code-version.ts';
import { createApp } from './create-app.ts';
import type { Timings } from './timings.ts';

export interface SynthesiseOptions {
  /** Where the template and the bundled functions go; created when missing. */
  readonly outdir: string;
  readonly timings?: Partial<Timings>;
  /** What a deployment may choose, as `-c` does. */
  readonly choices?: Readonly<Record<string, unknown>>;
}

/**
 * Synthesises the stack with its bundled functions in this process: `<outdir>/Primum.template.json` and
 * `<outdir>/asset.<hash>/index.mjs` a function, as a deployment would have them. Prints nothing.
 *
 * @returns outdir
 * @throws when a function does not bundle, or the policy checks have a finding; the message holds the report
 */
export async function synthesise({ outdir, timings = {}, choices = {} }: SynthesiseOptions): Promise<string> {
  const context = { ...choices, '@aws-cdk/core:appMode': 'inmemory' };
  const { app } = createApp({ codeVersion: codeVersion(), timings }, { outdir, context });
  app.synth();
  return outdir;
}
