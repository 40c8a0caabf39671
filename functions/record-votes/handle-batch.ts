import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Messages } from '../support/messages.ts';
import { recordMessages } from './record-messages.ts';
import type { RecordingServices } from './recording.ts';
import { isSuspect, runSuspects } from './run-suspects.ts';

export interface BatchServices extends RecordingServices {
  readonly queue: Messages;
  readonly random: () => number;
}

/** Time reserved for writing rejects and responding: ten per cent of the time, at most five seconds. */
const reserveOf = (left: number): number => Math.min(5000, left / 10);

/**
 * Records one batch of messages.
 * @param left milliseconds until Lambda ends the function
 * @returns the messages that SQS must deliver again; all others may be deleted
 */
export async function handleBatch(
  { Records }: SQSEvent,
  services: BatchServices,
  left: () => number,
): Promise<SQSBatchResponse> {
  const reserve = reserveOf(left());
  const deadline = () => left() - reserve;
  const suspects = Records.filter(isSuspect);
  const normal = Records.filter((message) => !isSuspect(message));

  const again = new Set(await recordMessages(normal, services, deadline));
  if (suspects.length > 0) {
    services.telemetry.count('Suspects', suspects.length);
    const done = normal.filter(({ messageId }) => !again.has(messageId));
    await services.queue.remove(done.map(({ receiptHandle }) => receiptHandle));
    const run = (messages: readonly SQSRecord[]) => recordMessages(messages, services, deadline);
    for (const id of await runSuspects(suspects, { ...services, run, left })) again.add(id);
  }
  return { batchItemFailures: [...again].map((itemIdentifier) => ({ itemIdentifier })) };
}
