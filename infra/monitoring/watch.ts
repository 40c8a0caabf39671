import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * A condition that must not remain unnoticed. A construct declares it, and monitoring creates an alarm for it.
 * @see docs/decisions/0016-constructs-declare-their-alarms.md
 */
export interface Watch {
  /** The alarm's name after the stack's name, and its heading in docs/runbook.md. */
  readonly id: string;
  /** The effect that users notice, or will notice. */
  readonly impact: string;
  readonly metric: cloudwatch.IMetric;
  /** The smallest value that raises the alarm; with `below`, the smallest value that does not. */
  readonly threshold: number;
  readonly below?: boolean;
  /** Number of consecutive periods for which the condition must hold; by default one. */
  readonly periods?: number;
  /**
   * Whether missing data notify, too. They do so when data stop, and not before the first value: a new deployment has
   * sent, read and published nothing yet.
   */
  readonly silence?: boolean;
}
