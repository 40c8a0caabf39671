import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { LambdaFunction } from '../lambda-function.ts';

/** Below this number of rejects the rate is 0, because a rate of a few test events has no meaning. */
const FEWEST = 10;

/** Events that a function read, by outcome. */
export const eventOutcomes = (fn: LambdaFunction): cloudwatch.Metric[] =>
  (['EventsRecorded', 'Duplicates', 'Conflicts', 'Rejects'] as const).map((name) => fn.metric(name));

/** Rejected events per hundred that a function read within a quarter of an hour. */
export function rejectRate(fn: LambdaFunction): cloudwatch.MathExpression {
  const period = Duration.minutes(15);
  return new cloudwatch.MathExpression({
    // A function that counts rejects also counts events, so both metrics exist or neither does.
    expression: `IF(rejects >= ${FEWEST}, 100 * rejects / events, 0)`,
    usingMetrics: { rejects: fn.metric('Rejects', { period }), events: fn.metric('EventsRead', { period }) },
    period,
    label: 'rejected, %',
  });
}
