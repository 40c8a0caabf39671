import type { SQSRecord } from 'aws-lambda';
import { CONFLICT } from '../../shared/contracts/index.ts';
import { readMessage, rejectObjects } from '../../shared/events/index.ts';
import { encodeText } from '../../shared/lib/index.ts';
import { recordStudies } from './record-studies.ts';
import type { RecordingServices, Work } from './recording.ts';

/**
 * Records messages and stores their rejects. A message is done when each of its events is recorded or stored as a
 * reject. Only then may it be deleted.
 *
 * @param deadline milliseconds left for recording
 * @returns ids of the messages that SQS must deliver again
 */
export async function recordMessages(
  messages: readonly SQSRecord[],
  services: RecordingServices,
  deadline: () => number,
): Promise<ReadonlySet<string>> {
  const works = await readMessages(messages, services);
  await recordStudies(works, services, deadline);
  await Promise.all(works.map((work) => keepRejects(work, services)));
  return reportRetries(works, services);
}

async function readMessages(messages: readonly SQSRecord[], services: RecordingServices): Promise<Work[]> {
  const arrived = services.now();
  const works = await Promise.all(messages.map((message) => read(message, services, arrived)));
  const events = works.reduce((sum, { content }) => sum + content.events.length + content.rejects.length, 0);
  services.telemetry.count('EventsRead', events);
  return works;
}

async function read(message: SQSRecord, services: RecordingServices, arrived: number): Promise<Work> {
  try {
    const studies = services.studiesOf(message.attributes.SenderId);
    const content = await readMessage(message.body, { ...services, arrived, studies });
    return { message, content, rejects: [...content.rejects], retry: content.retry };
  } catch (error) {
    services.telemetry.error('a message cannot be read now', { messageId: message.messageId }, error);
    const content = { events: [], rejects: [], retry: null };
    return { message, content, rejects: [], retry: 'a protocol or the secret cannot be read' };
  }
}

/** Writes the rejects before the message is acknowledged. If they cannot be written, the message is retried. */
async function keepRejects(
  work: Work,
  { exports, telemetry, pseudonymiser }: RecordingServices,
): Promise<void> {
  const { message, rejects } = work;
  const sentAt = Number(message.attributes.SentTimestamp) || 0;
  try {
    for (const { key, text } of rejectObjects({ ...message, sentAt }, rejects, pseudonymiser))
      await exports.put(key, encodeText(text), null);
  } catch (error) {
    telemetry.error('rejects cannot be written', { messageId: message.messageId }, error);
    work.retry = 'its rejects cannot be written';
    return;
  }
  const byReason = Map.groupBy(rejects, ({ reason }) => reason);
  // Conflicts have their own metric, because one event of the judgment is counted in any case.
  for (const [reason, list] of byReason)
    if (reason !== CONFLICT.reason) telemetry.countRejects(reason, list.length);
  if (rejects.length > 0)
    telemetry.warn('events rejected', {
      messageId: message.messageId,
      rejects: rejects.length,
      reasons: [...byReason.keys()].join(' '),
    });
}

function reportRetries(works: readonly Work[], { telemetry }: RecordingServices): ReadonlySet<string> {
  const retried = works.filter(({ retry }) => retry !== null);
  for (const { message, retry } of retried)
    telemetry.warn('message handed back', { messageId: message.messageId, why: retry });
  telemetry.count('Retries', retried.length);
  return new Set(retried.map(({ message }) => message.messageId));
}
