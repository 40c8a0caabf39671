import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Messages } from '../support/messages.ts';
import { type RecordVotesServices, recordMessages, type Undone } from './record-messages.ts';

/** Time reserved for writing rejects and responding: ten per cent of the time, at most five seconds. */
const reserveOf = (left: number): number => Math.min(5000, left / 10);

/**
 * Records one batch of messages.
 * @param left milliseconds until Lambda ends the function
 * @returns the messages that SQS must deliver again; all others may be deleted
 */
export async function handleBatch(
  { Records }: SQSEvent,
  services: RecordVotesServices,
  left: () => number,
): Promise<SQSBatchResponse> {
  const reserve = reserveOf(left());
  const deadline = () => left() - reserve;
  const suspects = Records.filter(isSuspect);
  const normal = Records.filter((message) => !isSuspect(message));

  const { failed, deferred } = await recordMessages(normal, services, deadline);
  const again = new Set([...failed, ...deferred]);
  if (suspects.length > 0) {
    services.telemetry.count('Suspects', suspects.length);
    const done = normal.filter(({ messageId }) => !again.has(messageId));
    await services.queue.remove(done.map(({ receiptHandle }) => receiptHandle));
    const run = (messages: readonly SQSRecord[]) => recordMessages(messages, services, deadline);
    for (const id of await runSuspects(suspects, { ...services, run, left })) again.add(id);
  }
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Number of receives after which a message may be the cause of crashes. */
const TRUSTED_RECEIVES = 3;
/** Maximum time for suspects in one invocation, in ms. */
const MAX_SUSPECTS_MS = 10_000;
/** Interval in seconds over which returning messages are spread if they were run together. */
const SCATTER = 60;

const receives = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

const isSuspect = (message: SQSRecord): boolean => receives(message) > TRUSTED_RECEIVES;

export interface SuspectRun {
  readonly queue: Messages;
  /** Records messages. All but those that SQS must deliver again may be deleted. */
  readonly run: (messages: readonly SQSRecord[]) => Promise<Undone>;
  /** Milliseconds until Lambda ends the function. */
  readonly left: () => number;
  readonly random: () => number;
  readonly now: () => number;
}

/**
 * Runs messages that may be poison: the first alone, and twice as many after each success.
 *
 * Poison ends the process, for example because memory or time runs out, so no error can be caught. Every message
 * that was received and not yet deleted counts one more receive. In the end it would land in the dead-letter queue
 * together with the poison. Therefore few messages may be in flight when the process meets poison. Messages that
 * came with the suspects have already been deleted, and finished suspects are deleted before the next ones run.
 * Suspects that are not yet run are returned *first*, and come back after a short time, each at another moment.
 *
 * Messages that are running stay hidden for a long time. If one of them ends the process, the suspects that did not
 * run return without it, in a batch without the poison. Its companions, at most half of the batch, return later,
 * each at another moment.
 *
 * @returns ids of the suspects that SQS must deliver again
 * @see docs/decisions/0021-run-suspect-messages-in-growing-groups.md
 */
export async function runSuspects(
  suspects: readonly SQSRecord[],
  { queue, run, left, random, now }: SuspectRun,
): Promise<Set<string>> {
  const undone = new Set(suspects.map(({ messageId }) => messageId));
  const budget = Math.min(MAX_SUSPECTS_MS, left() / 3);
  const begun = now();
  // The suspects with the fewest receives run first, because poison was received at least as often as its
  // companions.
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
    const { failed, deferred } = await run(group);
    const done = group.filter(({ messageId }) => !failed.has(messageId) && !deferred.has(messageId));
    await queue.remove(done.map(({ receiptHandle }) => receiptHandle));
    for (const { messageId } of done) undone.delete(messageId);
    size = failed.size === 0 ? 2 * size : 1;
  }
  return undone;
}

/** Seconds until a suspect returns. By then this invocation takes up no more suspects. */
const returnTime = (budget: number, random: number): number =>
  Math.ceil(budget / 1000) + 1 + Math.floor(random * 10);
