import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { PrimumStack, type PrimumStackProps } from './primum-stack.ts';

/** The name of the stack, and of its template: `Primum.template.json`. */
export const STACK_NAME = 'Primum';

/**
 * The CDK app: one stack that fits any account and region, checked against cdk-nag's AwsSolutions rules.
 * Synthesis fails on a finding that nobody acknowledged with a reason.
 */
export function createApp(stack: PrimumStackProps, app: AppProps = {}): { app: App; stack: PrimumStack } {
  const root = new App({
    analyticsReporting: false,
    treeMetadata: false,
    ...app,
    // The flags that this version of CDK recommends. The version is pinned, so they change only when it does.
    context: { ...flags, ...app.context },
  });
  Validations.of(root).addPlugins(new AwsSolutionsChecks(root));
  return { app: root, stack: new PrimumStack(root, STACK_NAME, stack) };
}
