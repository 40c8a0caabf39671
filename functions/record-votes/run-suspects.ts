import type { SQSRecord } from 'aws-lambda';
import type { Messages } from '../support/messages.ts';

/** A message received more often than this may be what crashes the function. */
const TRUSTED_RECEIVES = 3;
/** Longest that suspects are worked on in one invocation, ms. */
const LONGEST = 10_000;

const receives = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

export const isSuspect = (message: SQSRecord): boolean => receives(message) > TRUSTED_RECEIVES;

export interface SuspectRun {
  readonly queue: Messages;
  /** Records one message; true where it is done and may be deleted. */
  readonly run: (message: SQSRecord) => Promise<boolean>;
  /** Milliseconds until Lambda ends the function. */
  readonly left: () => number;
  readonly random: () => number;
  readonly now: () => number;
}

/**
 * Runs messages that may be poison, each alone.
 *
 * Poison is what ends the process: memory that runs out, time that runs out. Nothing can be caught then, and every
 * message that was received and not yet deleted counts one receive more, until it lands among the dead letters with
 * the poison. So nobody may be under way when a suspect is run: what came with it has been deleted before, each
 * suspect that is done is deleted before the next one is touched, and those not yet run are handed back *first*, to
 * come back after a short time, each at another moment. The one being run stays hidden for long. If it ends the
 * process, the others return without it, and find a batch that it is not in.
 *
 * @returns ids of the suspects that must come again
 */
export async function runSuspects(
  suspects: readonly SQSRecord[],
  suspectRun: SuspectRun,
): Promise<Set<string>> {
  const { queue, run, left, random, now } = suspectRun;
  const undone = new Set(suspects.map(({ messageId }) => messageId));
  const budget = Math.min(LONGEST, left() / 3);
  const begun = now();
  // The least received first: poison has been received as often as any of its companions, or more often.
  const waiting = suspects.toSorted((a, b) => receives(a) - receives(b));
  if (waiting.length > 1)
    await queue.hide(
      waiting.map(({ receiptHandle: handle }) => ({ handle, seconds: returnTime(budget, random()) })),
    );
  for (const message of waiting) {
    if (now() - begun >= budget) break;
    if (waiting.length > 1)
      await queue.hide([{ handle: message.receiptHandle, seconds: 6 * Math.ceil(left() / 1000) }]);
    if (!(await run(message))) continue;
    await queue.remove([message.receiptHandle]);
    undone.delete(message.messageId);
  }
  return undone;
}

/** Seconds until a suspect returns: not before this invocation has stopped taking suspects up. */
const returnTime = (budget: number, random: number): number =>
  Math.ceil(budget / 1000) + 1 + Math.floor(random * 10);
