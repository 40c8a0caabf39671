import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Metric } from '../shared/lib/index.ts';
import { bundle } from './bundle.ts';
import type { Grantee } from './grantee.ts';
import type { Watch } from './monitoring/watch.ts';

export interface LambdaFunctionProps {
  /**
   * The folder under `functions/` whose `index.ts` exports the handler. It is also the function's name in logs and
   * metrics.
   */
  readonly folder: string;
  readonly description: string;
  readonly timeout: Duration;
  /** In MiB. A size of 1,769 comes with a full processor core. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The key that encrypts the log; undefined for CloudWatch's own key. */
  readonly key: kms.IKey | undefined;
  /** Allows the function to send to the queue that invokes it. Otherwise Lambda stops such a loop after 16 rounds. */
  readonly continuesItself?: boolean;
}

const FIVE_MINUTES = Duration.minutes(5);

interface MetricOptions {
  /** Rejects are also counted by reason. */
  readonly reason?: string;
  readonly period?: Duration;
  readonly label?: string;
}

/**
 * A Lambda function with the settings that all functions share. Its log group is kept for three months. Its role may
 * only write to this log group, until it is granted more.
 */
export class LambdaFunction extends Construct implements Grantee {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly #folder: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    this.#folder = props.folder;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(props.key && { encryptionKey: props.key }),
    });
    // The role that CDK makes would have a managed policy for every log group of the account.
    this.role = new iam.Role(this, 'Role', {
      description: `Primum ${props.folder}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    const mayLog = logGroup.grantWrite(this.role);
    this.function = withCode(this, props.folder, (code) => {
      return new lambda.Function(this, 'Function', {
        description: props.description,
        code,
        handler: 'index.handler',
        runtime: lambda.Runtime.NODEJS_24_X,
        architecture: lambda.Architecture.ARM_64,
        timeout: props.timeout,
        memorySize: props.memorySize,
        role: this.role,
        logGroup,
        environment: {
          ...props.environment,
          POWERTOOLS_SERVICE_NAME: props.folder,
          POWERTOOLS_METRICS_NAMESPACE: Stack.of(this).stackName,
          POWERTOOLS_LOG_LEVEL: 'INFO',
          NODE_OPTIONS: '--enable-source-maps',
        },
        ...(props.continuesItself ? { recursiveLoop: lambda.RecursiveLoop.ALLOW } : {}),
      });
    });
    mayLog.applyBefore(this.function);
  }

  get holder(): iam.Role {
    return this.role;
  }

  grant(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }

  /** A metric that the function itself counts, by default over five minutes. */
  metric(name: Metric, options: MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: Stack.of(this).stackName,
      metricName: name,
      dimensionsMap: {
        service: this.#folder,
        ...(options.reason !== undefined && { reason: options.reason }),
      },
      statistic: 'Sum',
      period: options.period ?? FIVE_MINUTES,
      label: options.label ?? name,
    });
  }

  metricErrors(): cloudwatch.Metric {
    return this.function.metricErrors({ period: FIVE_MINUTES, label: 'errors' });
  }

  metricThrottles(): cloudwatch.Metric {
    return this.function.metricThrottles({ period: FIVE_MINUTES, label: 'throttles' });
  }

  /** Duration of the longest run, in milliseconds. */
  metricDuration(): cloudwatch.Metric {
    return this.function.metricDuration({ period: FIVE_MINUTES, statistic: 'Maximum', label: 'longest, ms' });
  }

  /** @param name the beginning of the alarms' names: `<name>Errors` and `<name>Throttled` */
  watches(name: string, impacts: { readonly errors: string; readonly throttled: string }): Watch[] {
    return [
      { id: `${name}Errors`, impact: impacts.errors, metric: this.metricErrors(), threshold: 1 },
      {
        id: `${name}Throttled`,
        impact: impacts.throttled,
        metric: this.metricThrottles(),
        threshold: 1,
        // The queue retries after a short burst without intervention.
        periods: 3,
      },
    ];
  }
}

/**
 * Bundles the function only if CDK asks for the bundles of this stack. Commands that list stacks or read the template
 * do not wait for bundling.
 */
function withCode<T>(scope: Construct, folder: string, build: (code: lambda.Code) => T): T {
  if (!Stack.of(scope).bundlingRequired) {
    return build(lambda.Code.fromInline('export const handler = undefined; // not bundled'));
  }
  const directory = mkdtempSync(join(tmpdir(), 'primum-bundle-'));
  try {
    bundle(`functions/${folder}/index.ts`, directory);
    return build(lambda.Code.fromAsset(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
