import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Checking } from '../check-integrity.ts';
import type { Importing } from '../import-export.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Publishing } from '../publish-snapshot.ts';
import type { Recording } from '../record-votes.ts';
import type { WorkQueue } from '../work-queue.ts';

export interface Capabilities {
  readonly recording: Recording;
  readonly importing: Importing;
  readonly publishing: Publishing;
  readonly checking: Checking;
}

const WIDTH = 8;

const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
  new cloudwatch.GraphWidget({
    title,
    left,
    right,
    width: WIDTH,
    leftYAxis: { min: 0 },
    rightYAxis: { min: 0 },
  });

const queueGraph = (title: string, queue: WorkQueue) =>
  graph(title, [queue.metricWaiting(), queue.metricDeadLetters()], [queue.metricOldestAge()]);

const functionGraph = (title: string, fn: LambdaFunction) =>
  graph(title, [fn.metricErrors(), fn.metricThrottles()], [fn.metricDuration()]);

/** One page: the alarms first, then each capability from its queue to its function. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, capabilities: Capabilities, alarms: readonly cloudwatch.Alarm[]) {
    super(scope, id);
    const { recording, importing, publishing, checking } = capabilities;
    const { stackName, region } = Stack.of(this);
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      // Dashboard names are unique per account, across all regions.
      dashboardName: `${stackName}-${region}`,
    });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 }),
    );
    dashboard.addWidgets(
      queueGraph('Votes queue', recording.votes),
      graph('Votes', recording.metricOutcomes(), [recording.metricRejectRate()]),
      functionGraph('record-votes', recording.recordVotes),
    );
    dashboard.addWidgets(
      queueGraph('Imports queue', importing.imports),
      graph('Rows of exports', importing.metricOutcomes(), [importing.metricRejectRate()]),
      functionGraph('import-export', importing.importExport),
    );
    dashboard.addWidgets(
      graph('Snapshots', publishing.metricOutcomes()),
      graph('Integrity (groups of clinicians; counters)', checking.metricGroups(), [checking.metricDrift()]),
      functionGraph('publish-snapshot', publishing.publishSnapshot),
    );
  }
}
