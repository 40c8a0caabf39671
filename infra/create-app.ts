import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { readStackOptions } from './options.ts';
import { PrimumStack, type PrimumStackProps } from './primum-stack.ts';

/**
 * The CDK app: one stack for any account and region, checked against cdk-nag's AwsSolutions rules. Synthesis fails if
 * a finding is not acknowledged with a reason. The stack is called `Primum`, or `Primum-<stage>` for a stage. No
 * other name in it can clash with a name of another stack.
 */
export function createApp(
  stack: Pick<PrimumStackProps, 'codeVersion' | 'timings'>,
  app: AppProps = {},
): { app: App; stack: PrimumStack } {
  const root = new App({
    analyticsReporting: false,
    treeMetadata: false,
    ...app,
    // The feature flags that this version of CDK recommends. They change only when the pinned version changes.
    context: { ...flags, ...app.context },
  });
  Validations.of(root).addPlugins(new AwsSolutionsChecks(root));
  const options = readStackOptions(root.node);
  const name = options.stage === undefined ? 'Primum' : `Primum-${options.stage}`;
  return { app: root, stack: new PrimumStack(root, name, { ...stack, options, region: knownRegion() }) };
}

/** The region that `cdk` found in its environment or configuration. It is used for warnings only. */
const knownRegion = (): string | undefined => process.env.CDK_DEFAULT_REGION || undefined;
