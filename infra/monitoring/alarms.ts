import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Watch } from './watch.ts';

/** Where operators read the runbook, if no address is given: in the checkout. */
const RUNBOOK = 'docs/runbook.md';

export interface AlarmsProps {
  /** Notifies somebody of an alarm; undefined if nobody is notified. */
  readonly action: cloudwatch.IAlarmAction | undefined;
  /** The address of the runbook on the web; undefined if it is read in the checkout. */
  readonly runbook: string | undefined;
}

/** One alarm per watch. The description of each names its chapter of the runbook, because it is part of every mail. */
export class Alarms extends Construct {
  readonly all: readonly cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    watches: readonly Watch[],
    { action, runbook = RUNBOOK }: AlarmsProps,
  ) {
    super(scope, id);
    this.all = watches.map((watch) => {
      const alarm = this.alarm(watch, `${runbook}#${watch.id.toLowerCase()}`);
      if (action) alarm.addAlarmAction(action);
      // Without data, such an alarm changes to INSUFFICIENT_DATA. It has this state from birth, which notifies nobody.
      if (action && watch.silence) alarm.addInsufficientDataAction(action);
      return alarm;
    });
  }

  private alarm(watch: Watch, chapter: string): cloudwatch.Alarm {
    const { id, impact, metric, threshold, below, periods, silence } = watch;
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    return new cloudwatch.Alarm(this, id, {
      alarmName: `${Stack.of(this).stackName}-${id}`,
      alarmDescription: `${impact} Runbook: ${chapter}`,
      metric: metric instanceof cloudwatch.Metric ? withoutLabel(metric) : metric,
      threshold,
      evaluationPeriods: periods ?? 1,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: silence ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
  }
}

/** Without a label, CDK writes a plain metric in place of a list of queries, which simple emulators do not know. */
const withoutLabel = ({ namespace, metricName, dimensions, statistic, period }: cloudwatch.Metric) =>
  new cloudwatch.Metric({
    namespace,
    metricName,
    statistic,
    period,
    ...(dimensions && { dimensionsMap: dimensions }),
  });
