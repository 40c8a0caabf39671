import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { byCodeUnit } from '../../../../shared/lib/index.ts';

export interface AlarmStatus {
  /** The name of the alarm, which is also its heading in the runbook. */
  readonly alarm: string;
  readonly since: string;
  readonly description: string;
}

/**
 * The alarms of a stack that are on. Names of a stage's alarms also begin with the name of the stack, but they belong
 * to another stack and are left out.
 */
export async function activeAlarms(cloudWatch: CloudWatchClient, stack: string): Promise<AlarmStatus[]> {
  const prefix = `${stack}-`;
  const on: AlarmStatus[] = [];
  const query = { AlarmNamePrefix: prefix, StateValue: 'ALARM' as const };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, query))
    for (const { AlarmName = '', AlarmDescription = '', StateUpdatedTimestamp } of MetricAlarms) {
      const alarm = AlarmName.slice(prefix.length);
      if (!/^[A-Za-z]+$/.test(alarm)) continue;
      on.push({ alarm, since: StateUpdatedTimestamp?.toISOString() ?? '', description: AlarmDescription });
    }
  return on.sort((a, b) => byCodeUnit(a.alarm, b.alarm));
}
