import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Watch } from './watch.ts';

/** The runbook's chapter on an alarm: its meaning, how to investigate it, and how to resolve it. */
const runbook = (id: string): string => `docs/runbook.md#${id.toLowerCase()}`;

/** One alarm per watch. Each alarm notifies `action`, if there is one. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    watches: readonly Watch[],
    action: cloudwatch.IAlarmAction | undefined,
  ) {
    super(scope, id);
    this.all = watches.map((watch) => this.alarm(watch));
    if (action) for (const alarm of this.all) alarm.addAlarmAction(action);
  }

  private alarm({ id, impact, metric, threshold, below, periods, silence }: Watch): cloudwatch.Alarm {
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    return new cloudwatch.Alarm(this, id, {
      alarmName: `${Stack.of(this).stackName}-${id}`,
      alarmDescription: `${impact} Runbook: ${runbook(id)}`,
      metric,
      threshold,
      evaluationPeriods: periods ?? 1,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
