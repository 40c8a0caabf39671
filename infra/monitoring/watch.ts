import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Something that must not happen unseen: a construct says what, and monitoring makes an alarm of it. */
export interface Watch {
  /** The alarm's name, after the stack's; and its heading in docs/runbook.md. */
  readonly id: string;
  /** What its users notice, or will. */
  readonly impact: string;
  readonly metric: cloudwatch.IMetric;
  /** Least value that is alarming; with `below`, the least that is not. */
  readonly threshold: number;
  readonly below?: boolean;
  /** Periods of the metric in a row for which it must be so; by default one. */
  readonly periods?: number;
  /** Whether having heard nothing is alarming, too. */
  readonly silence?: boolean;
}
