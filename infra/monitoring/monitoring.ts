import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { type Capabilities, Dashboard } from './dashboard.ts';
import { AlarmTopic } from './topic.ts';

export interface MonitoringProps extends Capabilities {
  readonly alarmEmail: string | undefined;
}

/** What the capabilities ask to be watched, as alarms, and what they measure, on one page. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, { alarmEmail, ...capabilities }: MonitoringProps) {
    super(scope, id);
    const topic = alarmEmail === undefined ? undefined : new AlarmTopic(this, 'Topic', alarmEmail);
    const watches = Object.values(capabilities).flatMap((capability) => capability.watches());
    this.alarms = new Alarms(this, 'Alarms', watches, topic?.action);
    new Dashboard(this, 'Dashboard', capabilities, this.alarms.all);
  }
}
