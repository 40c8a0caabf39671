import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { INTEGRITY_PREFIX } from '../shared/contracts/index.ts';
import { environment, type FunctionContext } from './environment.ts';
import { InvokeExactly, schedulerRole } from './invoke-exactly.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { Watch } from './monitoring/watch.ts';
import { allowListing, allowObjects } from './object-access.ts';
import { allowChecking } from './table-access.ts';
import type { Timings } from './timings.ts';

export interface CheckIntegrityProps extends FunctionContext {
  readonly timings: Timings;
}

/** Checks every day that the counters are still the sum of the ledger: the schedule and the function. */
export class CheckIntegrity extends Construct {
  readonly lambda: LambdaFunction;
  readonly #every: Duration;

  constructor(scope: Construct, id: string, props: CheckIntegrityProps) {
    super(scope, id);
    const { storage, timings } = props;
    this.#every = timings.checkEvery;
    this.lambda = new LambdaFunction(this, 'CheckIntegrity', {
      folder: 'check-integrity',
      description: 'Primum: compares the counters of every study with its ledger; read only',
      timeout: timings.checkTimeout,
      // Reading and tallying items keep one core busy.
      memorySize: 1769,
      key: storage.key,
      environment: environment(props),
    });
    new scheduler.Schedule(this, 'Schedule', {
      description: 'Primum: compares the counters with the ledger',
      schedule: scheduler.ScheduleExpression.rate(timings.checkEvery),
      target: new InvokeExactly(this.lambda.function, {
        role: schedulerRole(this, 'ScheduleRole', 'Primum: invokes check-integrity on schedule'),
        retryAttempts: 2,
      }),
    });
    allowChecking(this.lambda, storage);
    allowListing(this.lambda, storage.exports, ['protocols/']);
    const why =
      'The result is one file per study, named after the study. It may be written, but neither read nor deleted.';
    allowObjects(this.lambda, storage.exports, {
      access: 'write',
      keys: `${INTEGRITY_PREFIX}*`,
      reason: why,
    });
  }

  /** Groups of clinicians that could be compared, and groups that could not. */
  metricGroups(): cloudwatch.Metric[] {
    const period = this.#every;
    return (['IntegrityConfirmed', 'IntegrityOpen'] as const).map((name) =>
      this.lambda.metric(name, { period }),
    );
  }

  /** Counters that differ from the ledger. */
  metricDrift(): cloudwatch.Metric {
    return this.lambda.metric('IntegrityDrift', { period: this.#every });
  }

  watches(): Watch[] {
    return [
      ...this.lambda.watches('CheckIntegrity', {
        errors: 'Wrong counts in audits would go unnoticed, because check-integrity failed for a study.',
        throttled: 'Wrong counts in audits would go unnoticed, because AWS throttles check-integrity.',
      }),
      {
        id: 'IntegrityDrift',
        impact: 'Audits use wrong counts: counters are not the sum of the judgments.',
        metric: this.metricDrift(),
        threshold: 1,
      },
      {
        id: 'ErasuresUnfinished',
        impact:
          'Judgments of a clinician who asked for erasure may still count, because `erase` was interrupted.',
        metric: this.lambda.metric('ErasuresUnfinished', { period: this.#every }),
        threshold: 1,
      },
      {
        id: 'IntegrityUnchecked',
        impact:
          'Wrong counts in audits would go unnoticed, because the last two runs of check-integrity did not succeed.',
        metric: this.lambda.metric('IntegrityRuns', { period: this.#every }),
        threshold: 1,
        below: true,
        periods: 2,
        silence: true,
      },
    ];
  }
}
