import type { SQSRecord } from 'aws-lambda';
import type { LimitsOf } from '../../shared/contracts/index.ts';

const MINUTE_MS = 60_000;

/**
 * Age in ms from which a message is recorded whatever the limit, so that a flood cannot keep it waiting until SQS
 * deletes it after 14 days.
 */
const MAX_WAIT_MS = 24 * 60 * MINUTE_MS;

/** The first delay of a message, and the longest, in seconds. Each delay is twice as long as the one before. */
const FIRST_DELAY_SECONDS = 60;
const LONGEST_DELAY_SECONDS = 3600;

/**
 * Maximum number of messages that one worker keeps waiting. SQS delivers nothing more of a queue with 120,000 messages
 * that were received and not deleted, and waiting messages are among them. Ten workers keep less than half of this
 * number, so other messages still arrive.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_WAITING = 5000;

/**
 * Counts the events of each study per minute, in the memory of one worker. Each worker admits its share of the limit, so
 * that all workers together stay within it. No store is asked, because a flood would then cost a write per event.
 * @see docs/decisions/0130-delay-a-study-over-its-limit.md
 */
export class StudyMeter {
  readonly #limitsOf: LimitsOf;
  readonly #workers: number;
  #minute = 0;
  readonly #admitted = new Map<string, number>();
  /** Numbers of waiting messages, by the minute in which they return. */
  readonly #waiting = new Map<number, number>();

  /** @param workers maximum number of workers that record messages concurrently */
  constructor(limitsOf: LimitsOf, workers: number) {
    this.#limitsOf = limitsOf;
    this.#workers = workers;
  }

  /**
   * Admits events of a study if its share of this minute is not used up. The last message of a minute may exceed the
   * share, because a message with more events than the share could never be admitted otherwise.
   * @param now ms since 1970
   */
  admits(study: string, events: number, now: number): boolean {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.#minute) this.#admitted.clear();
    this.#minute = minute;
    const used = this.#admitted.get(study) ?? 0;
    if (used >= this.#limitsOf(study).eventsPerMinute / this.#workers) return false;
    this.#admitted.set(study, used + events);
    return true;
  }

  /**
   * The number of seconds for which a message of a study over its limit should wait. Null if it must be recorded now,
   * because it has waited for a day, or because too many others wait.
   */
  delayOf({ attributes }: SQSRecord, now: number, random: number): number | null {
    const minute = Math.floor(now / MINUTE_MS);
    for (const past of this.#waiting.keys()) if (past < minute) this.#waiting.delete(past);
    const waiting = [...this.#waiting.values()].reduce((sum, count) => sum + count, 0);
    const age = now - (Number(attributes.SentTimestamp) || now);
    if (age >= MAX_WAIT_MS || waiting >= MAX_WAITING) return null;
    const receives = Number(attributes.ApproximateReceiveCount);
    const delay = Math.min(FIRST_DELAY_SECONDS * 2 ** (receives - 1), LONGEST_DELAY_SECONDS);
    const seconds = Math.floor(delay * (1 + random));
    const returns = Math.floor((now + 1000 * seconds) / MINUTE_MS);
    this.#waiting.set(returns, (this.#waiting.get(returns) ?? 0) + 1);
    return seconds;
  }
}
