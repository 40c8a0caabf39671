import type { SQSRecord } from 'aws-lambda';
import type { MessageContent } from '../../shared/events/index.ts';
import type { Messages } from '../support/messages.ts';
import type { Telemetry } from '../support/telemetry.ts';
import type { StudyMeter } from './study-meter.ts';

export interface DeferringServices {
  readonly meter: StudyMeter;
  readonly queue: Pick<Messages, 'hide'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly random: () => number;
}

/** A message that was read. */
interface ReadMessage {
  readonly message: SQSRecord;
  readonly content: MessageContent;
}

/**
 * Finds the messages with events of a study over its limit, and hides them for a while. Nothing of them is recorded or
 * rejected now: SQS delivers them again.
 *
 * @returns ids of the hidden messages
 */
export async function deferFloods(
  messages: readonly ReadMessage[],
  { meter, queue, telemetry, now, random }: DeferringServices,
): Promise<ReadonlySet<string>> {
  const moment = now();
  const over = messages.flatMap(({ message, content }) => {
    const study = studyOverLimit(content, meter, moment);
    return study === null ? [] : [{ study, message, seconds: meter.delayOf(message, moment, random()) }];
  });
  for (const [study, list] of Map.groupBy(over, (one) => one.study)) {
    const delayed = list.filter(({ seconds }) => seconds !== null).length;
    telemetry.count('StudyOverLimit', list.length);
    telemetry.warn('a study is over its limit', { study, messages: list.length, delayed });
  }
  if (over.length === 0) return new Set();
  const hidden = over.flatMap(({ message, seconds }) => (seconds === null ? [] : [{ message, seconds }]));
  try {
    await queue.hide(hidden.map(({ message, seconds }) => ({ handle: message.receiptHandle, seconds })));
  } catch (error) {
    // Without a delay of their own, they return when the visibility timeout of the queue ends.
    telemetry.error('messages over a limit cannot be hidden', { messages: hidden.length }, error);
  }
  return new Set(hidden.map(({ message }) => message.messageId));
}

/** The first study of a message that is over its limit. Null if there is none. */
function studyOverLimit({ events }: MessageContent, meter: StudyMeter, now: number): string | null {
  for (const [study, list] of Map.groupBy(events, ({ event }) => event.study))
    if (!meter.admits(study, list.length, now)) return study;
  return null;
}
