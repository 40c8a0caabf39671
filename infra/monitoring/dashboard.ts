import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { CheckIntegrity } from '../check-integrity.ts';
import type { ImportExport } from '../import-export.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { PublishSnapshot } from '../publish-snapshot.ts';
import type { RecordVotes } from '../record-votes.ts';
import type { WorkQueue } from '../work-queue.ts';

export interface Capabilities {
  readonly recordVotes: RecordVotes;
  readonly importExport: ImportExport;
  readonly publishSnapshot: PublishSnapshot;
  readonly checkIntegrity: CheckIntegrity;
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
    const { recordVotes, importExport, publishSnapshot, checkIntegrity } = capabilities;
    const { stackName, region } = Stack.of(this);
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      // Dashboard names are unique per account, across all regions.
      dashboardName: `${stackName}-${region}`,
    });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 }),
    );
    dashboard.addWidgets(
      queueGraph('record-votes: queue', recordVotes.votes),
      graph('record-votes: events', recordVotes.metricOutcomes(), [recordVotes.metricRejectRate()]),
      functionGraph('record-votes: function', recordVotes.lambda),
    );
    dashboard.addWidgets(
      queueGraph('import-export: queue', importExport.imports),
      graph('import-export: events', importExport.metricOutcomes(), [importExport.metricRejectRate()]),
      functionGraph('import-export: function', importExport.lambda),
    );
    dashboard.addWidgets(
      graph('publish-snapshot: snapshots', publishSnapshot.metricOutcomes()),
      graph(
        'check-integrity: groups of clinicians, and counters that differ',
        checkIntegrity.metricGroups(),
        [checkIntegrity.metricDrift()],
      ),
      functionGraph('publish-snapshot: function', publishSnapshot.lambda),
    );
  }
}
