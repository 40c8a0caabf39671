import type { SQSRecord } from 'aws-lambda';
import type { Messages } from '../support/messages.ts';

/** A message received more often than this may be what crashes the function. */
const TRUSTED_RECEIVES = 3;
/** Longest that suspects are worked on in one invocation, ms. */
const LONGEST = 10_000;
/** Seconds over which messages scatter that were run together, if they come back. */
const SCATTER = 60;

const receives = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

export const isSuspect = (message: SQSRecord): boolean => receives(message) > TRUSTED_RECEIVES;

export interface SuspectRun {
  readonly queue: Messages;
  /** Records messages; gives back the ids of those that must come again. All others may be deleted. */
  readonly run: (messages: readonly SQSRecord[]) => Promise<ReadonlySet<string>>;
  /** Milliseconds until Lambda ends the function. */
  readonly left: () => number;
  readonly random: () => number;
  readonly now: () => number;
}

/**
 * Runs messages that may be poison: the first alone, and twice as many each time that all went well.
 *
 * Poison is what ends the process: memory that runs out, time that runs out. Nothing can be caught then, and every
 * message that was received and not yet deleted counts one receive more, until it lands among the dead letters with
 * the poison. So few may be under way when poison is met: what came with the suspects has been deleted before, those
 * that are done are deleted before the next ones are touched, and those not yet run are handed back *first*, to
 * come back after a short time, each at another moment. Those being run stay hidden for long. If one of them ends the
 * process, the others return without it, and find a batch that it is not in; its companions, half of the batch at
 * most, return later, each at another moment.
 *
 * @returns ids of the suspects that must come again
 */
export async function runSuspects(
  suspects: readonly SQSRecord[],
  { queue, run, left, random, now }: SuspectRun,
): Promise<Set<string>> {
  const undone = new Set(suspects.map(({ messageId }) => messageId));
  const budget = Math.min(LONGEST, left() / 3);
  const begun = now();
  // The least received first: poison has been received as often as any of its companions, or more often.
  const waiting = suspects.toSorted((a, b) => receives(a) - receives(b));
  const hide = (messages: readonly SQSRecord[], seconds: () => number) =>
    queue.hide(messages.map(({ receiptHandle: handle }) => ({ handle, seconds: seconds() })));

  if (waiting.length > 1) await hide(waiting, () => returnTime(budget, random()));
  let size = 1;
  for (let from = 0; from < waiting.length && now() - begun < budget; ) {
    const group = waiting.slice(from, from + size);
    from += group.length;
    if (waiting.length > 1)
      await hide(group, () => 6 * Math.ceil(left() / 1000) + Math.floor(random() * SCATTER));
    const again = await run(group);
    const done = group.filter(({ messageId }) => !again.has(messageId));
    await queue.remove(done.map(({ receiptHandle }) => receiptHandle));
    for (const { messageId } of done) undone.delete(messageId);
    size = again.size === 0 ? 2 * size : 1;
  }
  return undone;
}

/** Seconds until a suspect returns: not before this invocation has stopped taking suspects up. */
const returnTime = (budget: number, random: number): number =>
  Math.ceil(budget / 1000) + 1 + Math.floor(random * 10);
