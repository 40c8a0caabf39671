import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { readOptions } from './options.ts';
import { PrimumStack, type PrimumStackProps } from './primum-stack.ts';

/**
 * The CDK app: one stack that fits any account and region, checked against cdk-nag's AwsSolutions rules.
 * Synthesis fails on a finding that nobody acknowledged with a reason. The stack is called `Primum`, and that of a
 * stage `Primum-<stage>`: nothing else in it has a name that could clash with another one's.
 */
export function createApp(
  stack: Pick<PrimumStackProps, 'codeVersion' | 'timings'>,
  app: AppProps = {},
): { app: App; stack: PrimumStack } {
  const root = new App({
    analyticsReporting: false,
    treeMetadata: false,
    ...app,
    // The flags that this version of CDK recommends. The version is pinned, so they change only when it does.
    context: { ...flags, ...app.context },
  });
  Validations.of(root).addPlugins(new AwsSolutionsChecks(root));
  const options = readOptions(root.node);
  const name = options.stage === undefined ? 'Primum' : `Primum-${options.stage}`;
  return { app: root, stack: new PrimumStack(root, name, { ...stack, options }) };
}
