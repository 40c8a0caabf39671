import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { growingDelay } from '../support/growing-delay.ts';
import { readAnnouncement } from './announcement.ts';
import { factsOf, type ImportExportServices, importAnnounced } from './import-announced.ts';

/** Time reserved for the handover: a fifth of the time, at most a minute. */
const reserveOf = (left: number): number => Math.min(60_000, left / 5);

/** Seconds until a failed import is tried again. */
const DELAYS = { first: 5, longest: 3600 };

/**
 * Brings a failed message back soon. The queue itself hides a message for an hour and a half, because an import may
 * take long, but most failures are over within seconds.
 */
async function returnSoon(record: SQSRecord, { queue, telemetry }: ImportExportServices): Promise<void> {
  try {
    await queue.hide([{ handle: record.receiptHandle, seconds: growingDelay(record, DELAYS) }]);
  } catch (error) {
    telemetry.error(
      'a message can return only when the queue shows it',
      { messageId: record.messageId },
      error,
    );
  }
}

/**
 * Processes announced files one after another.
 * @param left milliseconds until Lambda ends the function
 * @returns the messages that SQS must deliver again
 */
export async function handleAnnouncements(
  { Records }: SQSEvent,
  services: ImportExportServices,
  left: () => number,
): Promise<SQSBatchResponse> {
  const pace = { left, reserve: reserveOf(left()), now: Date.now };
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of Records) {
    const { messageId, body } = record;
    const announced = readAnnouncement(body);
    if (!announced) {
      // A retry would fail again, because the message names no file.
      services.telemetry.error('not an announcement of a file', { messageId });
      services.telemetry.countRejects('unparsable', 1);
      continue;
    }
    try {
      await importAnnounced(announced, services, pace);
    } catch (error) {
      const facts = { messageId, ...factsOf(announced) };
      services.telemetry.error('an import must be tried again', facts, error);
      services.telemetry.count('Retries');
      batchItemFailures.push({ itemIdentifier: messageId });
      await returnSoon(record, services);
    }
  }
  return { batchItemFailures };
}
