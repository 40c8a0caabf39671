import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { StudyMeter } from '../../../functions/record-votes/handle-batch.ts';
import { restrictedSenders } from '../../../functions/record-votes/record-messages.ts';
import type { Messages } from '../../../functions/support/messages.ts';
import type { Telemetry } from '../../../functions/support/telemetry.ts';
import { readLimits } from '../../../shared/contracts/limits.ts';
import { protocolSource } from '../../../shared/events/protocols/protocol-source.ts';
import { pseudonymisers, studyPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { record } from '../../../shared/ledger/run.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

export const NAME = 'Dr. Ann Who';
export const SECRET = 'a secret of tests';
/** The pseudonyms of the study of these tests. */
export const people = studyPseudonymiser(SECRET, 'moove');

/** Interrupts every call, as during an outage of S3. */
export const outage = (): void => {
  throw new Error('S3 does not answer');
};

/** The calls of a function to its queue, in order. */
export class MemoryMessages implements Messages {
  readonly calls: string[] = [];
  readonly sent: { body: string; delay: number }[] = [];

  async remove(handles: readonly string[]) {
    if (handles.length > 0) this.calls.push(`remove ${handles.join(' ')}`);
  }

  async hide(messages: Parameters<Messages['hide']>[0]) {
    this.calls.push(`hide ${messages.map(({ handle, seconds }) => `${handle}:${seconds}`).join(' ')}`);
  }

  async send(body: string, delay = 0) {
    this.sent.push({ body, delay });
  }
}

/** The reports of a function: counts, and all text of its log. */
export function listening(): Telemetry & { counts: Map<string, number>; log: string[] } {
  const counts = new Map<string, number>();
  const log: string[] = [];
  const add = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
  const line = (...words: unknown[]) => log.push(words.map((word) => JSON.stringify(word) ?? '').join(' '));
  return {
    counts,
    log,
    count: (metric, by = 1) => add(metric, by),
    countRun: (metric, isComplete) => add(metric, isComplete ? 1 : 0),
    countRejects: (reason, by) => {
      add('Rejects', by);
      add(`Rejects ${reason}`, by);
    },
    info: (message, facts) => line(message, facts),
    warn: (message, facts, error) => line(message, facts, String(error)),
    error: (message, facts, error) => line(message, facts, String(error)),
  };
}

/** A deployment in memory with one registered study. Its clock advances by a millisecond at each read. */
export function deployment() {
  let clock = Date.UTC(2026, 2, 1, 23, 59);
  const exports = new MemoryObjectStore();
  exports.write('protocols/moove.json', '{}');
  const telemetry = listening();
  const stores = { ...memoryStores(), record };
  return {
    exports,
    telemetry,
    stores,
    store: stores.store,
    queue: new MemoryMessages(),
    pseudonymisers: pseudonymisers(SECRET, stores.store),
    protocols: protocolSource(exports, { now: () => clock++ }),
    limits: readLimits(undefined),
    floods: new StudyMeter(readLimits(undefined), 10),
    now: () => clock++,
    random: () => 0.5,
    studiesOf: restrictedSenders(undefined),
  };
}

export const vote = (judgment: string, rest: object = {}) => ({
  kind: 'vote',
  judgment,
  study: 'moove',
  clinician: NAME,
  specialty: 'cardiology',
  at: '2026-03-01T09:30:00Z',
  first: 'm1',
  second: 'm2',
  outcome: 'first',
  ...rest,
});

/** A message as Lambda delivers it. Its id and its handle are the same. */
export const message = (id: string, body: unknown, receives = 1, sender = 'AIDASENDER'): SQSRecord => ({
  messageId: id,
  receiptHandle: id,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(Date.UTC(2026, 2, 1, 23, 59)),
    SenderId: sender,
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:local:000000000000:queue',
  awsRegion: 'local',
});

export const batch = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** Ids of the judgments of the clinician. */
export async function judgmentsOf({
  store,
}: Pick<ReturnType<typeof deployment>, 'store'>): Promise<string[]> {
  const study = await store.existing('moove');
  const ids: string[] = [];
  if (study) for await (const { judgment } of study.judgments(people.pseudonymOf(NAME))) ids.push(judgment);
  return ids.sort();
}
