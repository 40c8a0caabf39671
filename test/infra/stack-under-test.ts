import type { CfnElement } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { createApp } from '../../infra/create-app.ts';
import type { PrimumStack } from '../../infra/primum-stack.ts';
import type { Timings } from '../../infra/timings.ts';

/** A resource of a CloudFormation template. Tests choose which properties to check. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/**
 * The app as it would be deployed, except that the functions are not bundled, and that the template is not checked by
 * CloudFormation's rules: the test of `cdk synth` does that.
 */
export function appUnderTest(
  timings: Partial<Timings> = {},
  context: Readonly<Record<string, unknown>> = {},
) {
  return createApp(
    { codeVersion: '0.0.0+test', timings },
    {
      context: { 'aws:cdk:bundling-stacks': [], ...context },
      builtinCloudFormationValidation: false,
    },
  );
}

/** The resources of the synthesised template, by logical id. */
export function resources(stack: PrimumStack): Map<string, Resource> {
  const assembly = stack.node.root as unknown as {
    synth(): { getStackByName(name: string): { template: { Resources: Record<string, Resource> } } };
  };
  return new Map(Object.entries(assembly.synth().getStackByName(stack.stackName).template.Resources));
}

/** All resources of one type. */
export function ofType(stack: PrimumStack, type: string): Resource[] {
  return [...resources(stack).values()].filter((resource) => resource.Type === type);
}

/** A metric as the template describes it. */
export interface DescribedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  // biome-ignore lint/suspicious/noExplicitAny: a value may be a reference to a resource
  readonly Dimensions: readonly { readonly Name: string; readonly Value: any }[];
}

/** The metrics that an alarm watches: its own, or those of its expression. */
export function metricsOf({ Properties }: Resource): DescribedMetric[] {
  if (!Properties.Metrics) return [Properties];
  return Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: DescribedMetric } }) =>
    MetricStat ? [MetricStat.Metric] : [],
  );
}

/** The resource of a construct in the template. */
export function resourceOf(stack: PrimumStack, construct: IConstruct): Resource {
  const resource = resources(stack).get(logicalId(stack, construct));
  if (!resource) throw new Error(`${construct.node.path} is not in the template`);
  return resource;
}

export function logicalId(stack: PrimumStack, construct: IConstruct): string {
  return stack.getLogicalId((construct.node.defaultChild ?? construct) as CfnElement);
}
