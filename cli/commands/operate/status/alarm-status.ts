import { type CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { byCodeUnit } from '../../../../shared/lib/index.ts';

export interface AlarmStatus {
  /** The name of the alarm, which is also its heading in the runbook. */
  readonly alarm: string;
  readonly since: string;
  readonly description: string;
}

/** How CloudWatch explains the state of an alarm that never had a value, such as the alarms of a new deployment. */
const NEVER_CHECKED = /^Unchecked\b/;

/**
 * The alarms of a stack that are on, and those on silence whose data have stopped. Names of a stage's alarms also begin with the name of the stack, but they belong
 * to another stack and are left out.
 */
export async function activeAlarms(cloudWatch: CloudWatchClient, stack: string): Promise<AlarmStatus[]> {
  const prefix = `${stack}-`;
  const on: AlarmStatus[] = [];
  const query = { AlarmNamePrefix: prefix };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, query))
    for (const one of MetricAlarms) {
      const { AlarmName = '', AlarmDescription = '', StateUpdatedTimestamp } = one;
      const alarm = AlarmName.slice(prefix.length);
      if (!/^[A-Za-z]+$/.test(alarm) || !isOn(one)) continue;
      on.push({ alarm, since: StateUpdatedTimestamp?.toISOString() ?? '', description: AlarmDescription });
    }
  return on.sort((a, b) => byCodeUnit(a.alarm, b.alarm));
}

const isOn = ({ StateValue, StateReason = '', TreatMissingData }: MetricAlarm): boolean =>
  StateValue === 'ALARM' ||
  (StateValue === 'INSUFFICIENT_DATA' && TreatMissingData === 'missing' && !NEVER_CHECKED.test(StateReason));
