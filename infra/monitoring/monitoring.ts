import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { type Capabilities, Dashboard } from './dashboard.ts';
import { AlarmTopic } from './topic.ts';

export interface MonitoringProps extends Capabilities {
  readonly alarmEmail: string | undefined;
  /** What encrypts messages about alarms; undefined where nothing does. */
  readonly key: kms.IKey | undefined;
}

/** What the capabilities ask to be watched, as alarms, and what they measure, on one page. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { alarmEmail, key, ...capabilities }: MonitoringProps) {
    super(scope, id);
    const topic = alarmEmail === undefined ? undefined : new AlarmTopic(this, 'Topic', alarmEmail, key);
    const watches = Object.values(capabilities).flatMap((capability) => capability.watches());
    this.alarms = new Alarms(this, 'Alarms', watches, topic?.action);
    new Dashboard(this, 'Dashboard', capabilities, this.alarms.all);
  }
}
