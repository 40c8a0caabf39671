import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { type Capabilities, Dashboard } from './dashboard.ts';
import { AlarmTopic } from './topic.ts';

export interface MonitoringProps extends Capabilities {
  readonly alarmEmail: string | undefined;
  /** The address of the runbook on the web; undefined if it is read in the checkout. */
  readonly runbook: string | undefined;
  /** The key that encrypts messages about alarms; undefined without encryption. */
  readonly key: kms.IKey | undefined;
}

/** Alarms for all watches of the capabilities, and one dashboard of all their metrics. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { alarmEmail, runbook, key, ...capabilities }: MonitoringProps) {
    super(scope, id);
    const topic = alarmEmail === undefined ? undefined : new AlarmTopic(this, 'Topic', alarmEmail, key);
    const watches = Object.values(capabilities).flatMap((capability) => capability.watches());
    this.alarms = new Alarms(this, 'Alarms', watches, { action: topic?.action, runbook });
    new Dashboard(this, 'Dashboard', capabilities, this.alarms.all);
  }
}
