import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { LambdaFunction } from '../lambda-function.ts';

/** Rejects fewer than this say nothing of a rate: somebody tries something out. */
const FEWEST = 10;

/** What became of the events that a function read, by outcome. */
export const eventOutcomes = (fn: LambdaFunction): cloudwatch.Metric[] =>
  (['EventsRecorded', 'Duplicates', 'Conflicts', 'Rejects'] as const).map((name) => fn.metric(name));

/** Of a hundred events that a function read within a quarter of an hour, how many it rejected. */
export function rejectRate(fn: LambdaFunction): cloudwatch.MathExpression {
  const period = Duration.minutes(15);
  return new cloudwatch.MathExpression({
    // Whoever counts rejects counts events, too: where the one is there, so is the other.
    expression: `IF(rejects >= ${FEWEST}, 100 * rejects / events, 0)`,
    usingMetrics: { rejects: fn.metric('Rejects', { period }), events: fn.metric('EventsRead', { period }) },
    period,
    label: 'rejected, %',
  });
}
