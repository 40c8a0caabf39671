import type { SQSRecord } from 'aws-lambda';

/** The first delay of a message, and the longest, in seconds. */
interface DelayLimits {
  readonly first: number;
  readonly longest: number;
}

/** Seconds to hide a message that is to be tried again. Each delay is twice as long as the one before. */
export const growingDelay = ({ attributes }: SQSRecord, { first, longest }: DelayLimits): number =>
  Math.min(first * 2 ** (Number(attributes.ApproximateReceiveCount) - 1), longest);
