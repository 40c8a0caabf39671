import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LimitsByStudy } from '../../shared/contracts/index.ts';
import type { MessageContent } from '../../shared/events/index.ts';
import { growingDelay } from '../support/growing-delay.ts';
import type { Messages } from '../support/messages.ts';
import {
  type FloodGuard,
  type ReadMessage,
  type RecordVotesServices,
  recordMessages,
  type Undone,
} from './record-messages.ts';

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

const MINUTE_MS = 60_000;

/**
 * Age in ms from which a message is recorded whatever the limit, so that a flood cannot keep it waiting until SQS
 * deletes it after 14 days.
 */
const MAX_WAIT_MS = 24 * 60 * MINUTE_MS;

/** Seconds for which a message of a study over its limit waits, before a random part is added. */
const DELAYS = { first: 60, longest: 3600 };

/**
 * Maximum number of messages that one worker keeps waiting. SQS delivers nothing more of a queue with 120,000 messages
 * that were received and not deleted, and waiting messages are among them. Ten workers keep less than half of this
 * number, so other messages still arrive.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_WAITING = 5000;

/** Stands for the study of a refused event that names none. No study can have this name. */
const WITHOUT_STUDY = 'unparsable';

/**
 * Delays messages of studies that send too much. It counts the events of each study per minute, in the memory of one worker. Each worker admits its share of the limit, so
 * that all workers together stay within it. No store is asked, because a flood would then cost a write per event.
 * @see docs/decisions/0130-delay-a-study-over-its-limit.md
 */
export class StudyMeter implements FloodGuard {
  readonly #limits: LimitsByStudy;
  readonly #workers: number;
  #minute = 0;
  readonly #admitted = new Map<string, number>();
  /** Numbers of waiting messages, by the minute in which they return. */
  readonly #waiting = new Map<number, number>();

  /** @param workers maximum number of workers that record messages concurrently */
  constructor(limits: LimitsByStudy, workers: number) {
    this.#limits = limits;
    this.#workers = workers;
  }

  /**
   * Admits events of a study if its share of this minute is not used up. The last message of a minute may exceed the
   * share, because a message with more events than the share could never be admitted otherwise.
   * @param now ms since 1970
   */
  private admits(study: string, events: number, now: number): boolean {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#admitted.clear();
    this.#minute = minute;
    const used = this.#admitted.get(study) ?? 0;
    const { eventsPerMinute } = this.#limits.own.get(study) ?? this.#limits.every;
    if (used >= eventsPerMinute / this.#workers) return false;
    this.#admitted.set(study, used + events);
    return true;
  }

  /**
   * The number of seconds for which a message of a study over its limit should wait. Null if it must be recorded now,
   * because it has waited for a day, or because too many others wait.
   */
  delayOf(message: SQSRecord, now: number, random: number): number | null {
    const minute = Math.floor(now / MINUTE_MS);
    for (const past of this.#waiting.keys()) if (past < minute) this.#waiting.delete(past);
    const waiting = [...this.#waiting.values()].reduce((sum, count) => sum + count, 0);
    const age = now - (Number(message.attributes.SentTimestamp) || now);
    if (age >= MAX_WAIT_MS || waiting >= MAX_WAITING) return null;
    const seconds = Math.floor(growingDelay(message, DELAYS) * (1 + random));
    const returns = Math.floor((now + 1000 * seconds) / MINUTE_MS);
    this.#waiting.set(returns, (this.#waiting.get(returns) ?? 0) + 1);
    return seconds;
  }

  /**
   * Finds the messages with events of a study over its limit, and hides them for a while. Nothing of them is recorded or
   * rejected now: SQS delivers them again.
   */
  async defer(
    messages: readonly ReadMessage[],
    { queue, telemetry, now, random }: RecordVotesServices,
  ): Promise<ReadonlySet<string>> {
    const moment = now();
    const over = messages.flatMap(({ message, content }) => {
      const study = this.studyOverLimit(content, moment);
      return study === null ? [] : [{ study, message, seconds: this.delayOf(message, moment, random()) }];
    });
    for (const [study, list] of Map.groupBy(over, (one) => one.study)) {
      const delayed = list.filter(({ seconds }) => seconds !== null).length;
      telemetry.count('StudyOverLimit', list.length);
      telemetry.warn('a study is over its limit', { study, messages: list.length, delayed });
    }
    const hidden = over.flatMap(({ message, seconds }) => (seconds === null ? [] : [{ message, seconds }]));
    if (hidden.length === 0) return new Set();
    try {
      await queue.hide(hidden.map(({ message, seconds }) => ({ handle: message.receiptHandle, seconds })));
    } catch (error) {
      // Without a delay of their own, they return when the visibility timeout of the queue ends.
      telemetry.error('messages over a limit cannot be hidden', { messages: hidden.length }, error);
    }
    return new Set(hidden.map(({ message }) => message.messageId));
  }

  /**
   * The first study of a message that is over its limit. Null if there is none. Refused events count, because each
   * message with one costs an object in S3. Those without a study share one limit.
   */
  private studyOverLimit({ events, rejects }: MessageContent, now: number): string | null {
    const studies = [
      ...events.map(({ event }) => event.study),
      ...rejects.map(({ study }) => study ?? WITHOUT_STUDY),
    ];
    for (const [study, list] of Map.groupBy(studies, (name) => name))
      if (!this.admits(study, list.length, now)) return study;
    return null;
  }
}
