import { codeVersion } from '../shared/lib/index.ts';
import { createApp } from './create-app.ts';
import type { Timings } from './timings.ts';

export interface SynthesiseOptions {
  /** Directory for the template and the bundled functions; created if missing. */
  readonly outdir: string;
  readonly timings?: Partial<Timings>;
  /** Options of the deployment, as `-c` gives them. */
  readonly choices?: Readonly<Record<string, unknown>>;
}

/**
 * Synthesises the stack with its bundled functions in this process: `<outdir>/Primum.template.json` and
 * `<outdir>/asset.<hash>/index.mjs` per function, as a deployment would have them. Prints nothing.
 *
 * The local stack and its tests call this. CloudFormation's rules are checked only by `cdk synth` and `cdk deploy`,
 * because that takes two thirds of the processor time of a synthesis.
 *
 * @returns outdir
 * @throws if a function does not bundle, or the policy checks have a finding; the message contains the report
 */
export async function synthesise({ outdir, timings = {}, choices = {} }: SynthesiseOptions): Promise<string> {
  const context = { ...choices, '@aws-cdk/core:appMode': 'inmemory' };
  const { app } = createApp(
    { codeVersion: codeVersion(), timings },
    { outdir, context, builtinCloudFormationValidation: false },
  );
  app.synth();
  return outdir;
}
