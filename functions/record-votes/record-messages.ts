import type { SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import * as z from 'zod';
import { ERASED, type Fault, studyName } from '../../shared/contracts/index.ts';
import {
  conflictObject,
  type MessageContent,
  type MessageEvent,
  type MessageReject,
  readMessage,
  rejectObjects,
} from '../../shared/events/index.ts';
import type { ProtocolSource } from '../../shared/events/protocols/index.ts';
import {
  listOfMessage,
  type Pseudonymiser,
  type Pseudonymisers,
} from '../../shared/events/pseudonyms/index.ts';
import { settingsOf } from '../../shared/ledger/cells/index.ts';
import type { Conflict } from '../../shared/ledger/conflicts/index.ts';
import {
  type Recorded,
  record,
  SettingsRefused,
  type Store,
  type StudyStore,
} from '../../shared/ledger/index.ts';
import { encodeText, OwnError } from '../../shared/lib/index.ts';
import type { ObjectWriter } from '../../shared/lib/object-store/index.ts';
import type { Messages } from '../support/messages.ts';
import type { Telemetry } from '../support/telemetry.ts';

/** The dependencies of record-votes, created once per warm function. */
export interface RecordVotesServices {
  readonly protocols: ProtocolSource;
  readonly pseudonymisers: Pseudonymisers;
  readonly store: Store;
  readonly exports: Pick<ObjectWriter, 'put'>;
  readonly telemetry: Telemetry;
  readonly queue: Messages;
  readonly floods: FloodGuard;
  readonly now: () => number;
  readonly random: () => number;
  readonly studiesOf: StudiesOf;
}

/** Delays messages of studies that send too much. */
export interface FloodGuard {
  /** @returns ids of the messages that were hidden, and that SQS delivers again later */
  defer(messages: readonly ReadMessage[], services: RecordVotesServices): Promise<ReadonlySet<string>>;
}

export interface ReadMessage {
  readonly message: SQSRecord;
  readonly content: MessageContent;
}

/** A message in processing. */
interface Work extends ReadMessage {
  readonly rejects: MessageReject[];
  /** The reason for a retry. Null if the message needs none. */
  retry: string | null;
}

/** Ids of the messages that SQS must deliver again. */
export interface Undone {
  /** Messages that could not be recorded. */
  readonly failed: ReadonlySet<string>;
  /** Messages of studies over their limit, which are hidden for a while. */
  readonly deferred: ReadonlySet<string>;
}

/**
 * Records messages and stores their rejects. A message is done when each of its events is recorded or stored as a
 * reject. Only then may it be deleted.
 *
 * @param deadline milliseconds left for recording
 */
export async function recordMessages(
  messages: readonly SQSRecord[],
  services: RecordVotesServices,
  deadline: () => number,
): Promise<Undone> {
  const arrived = services.now();
  const all = await Promise.all(messages.map((message) => read(message, services, arrived)));
  const deferred = await services.floods.defer(all, services);
  const works = all.filter(({ message }) => !deferred.has(message.messageId));
  const events = works.reduce((sum, { content }) => sum + content.events.length + content.rejects.length, 0);
  services.telemetry.count('EventsRead', events);
  await recordStudies(works, services, deadline);
  await Promise.all(works.map((work) => keepRejects(work, services)));
  return { failed: reportRetries(works, services), deferred };
}

async function read(message: SQSRecord, services: RecordVotesServices, arrived: number): Promise<Work> {
  try {
    const studies = services.studiesOf(message.attributes.SenderId);
    const sentAt = Number(message.attributes.SentTimestamp) || arrived;
    const { protocols, pseudonymisers } = services;
    const pseudonymiser = pseudonymisers.common;
    const content = await readMessage(message.body, { pseudonymiser, protocols, arrived, sentAt, studies });
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
  { exports, telemetry, pseudonymisers }: RecordVotesServices,
): Promise<void> {
  const { message, rejects } = work;
  if (rejects.length === 0) return;
  const sentAt = Number(message.attributes.SentTimestamp) || 0;
  try {
    for (const { key, text } of rejectObjects({ ...message, sentAt }, rejects, pseudonymisers.common))
      await exports.put(key, encodeText(text), null);
  } catch (error) {
    telemetry.error('rejects cannot be written', { messageId: message.messageId }, error);
    work.retry = 'its rejects cannot be written';
    return;
  }
  const byReason = Map.groupBy(rejects, ({ reason }) => reason);
  for (const [reason, list] of byReason) telemetry.countRejects(reason, list.length);
  telemetry.warn('events rejected', {
    messageId: message.messageId,
    rejects: rejects.length,
    reasons: [...byReason.keys()].join(' '),
  });
}

function reportRetries(works: readonly Work[], { telemetry }: RecordVotesServices): ReadonlySet<string> {
  const retried = works.filter(({ retry }) => retry !== null);
  for (const { message, retry } of retried)
    telemetry.warn('message returned to the queue', { messageId: message.messageId, why: retry });
  telemetry.count('Retries', retried.length);
  return new Set(retried.map(({ message }) => message.messageId));
}

/**
 * Maximum number of judgments per transaction. Two transactions of fifty random judgments collide often, but two of
 * ten rarely.
 */
const MAX_JUDGMENTS = 10;

interface Placed extends MessageEvent {
  readonly work: Work;
}

/**
 * Records the events of all messages, one study after another. A failure in one study does not affect the others. The
 * study with the fewest events is first, so that a large one does not use up the time of the others.
 */
async function recordStudies(
  works: readonly Work[],
  services: RecordVotesServices,
  deadline: () => number,
): Promise<void> {
  const placed = works.flatMap((work) => work.content.events.map((event): Placed => ({ work, ...event })));
  const studies = [...Map.groupBy(placed, ({ event }) => event.study)];
  for (const [study, events] of studies.sort(([, a], [, b]) => a.length - b.length)) {
    try {
      await recordStudy(study, events, services, deadline);
    } catch (error) {
      // The secret or the criteria differ from those of the study, or the table does not answer. A retry loses no
      // event, because recorded events are found to be duplicates.
      if (error instanceof SettingsRefused) services.telemetry.count('SettingsRefused');
      services.telemetry.error('a study cannot be recorded', { study }, error);
      for (const { work } of events) work.retry = `study ${study} cannot be recorded`;
    }
  }
}

async function recordStudy(
  study: string,
  common: readonly Placed[],
  services: RecordVotesServices,
  deadline: () => number,
): Promise<void> {
  const { opened, pseudonymiser } = await openStudy(study, services);
  const events = common.map(({ event, ...place }): Placed => {
    const clinician = pseudonymiser.fromCommon(event.clinician);
    return { ...place, event: { ...event, clinician } };
  });
  const results = await record(
    opened,
    events.map(({ event }) => event),
    {
      source: 'queue',
      maxJudgments: MAX_JUDGMENTS,
      lookup: false,
      deadline,
      keepConflicts: (conflicts) => keepConflicts(conflicts, services.exports, pseudonymiser),
    },
  );
  for (const [index, result] of results.entries()) report(events[index]!, result, services, pseudonymiser);
}

/**
 * Opens a study with the pseudonymiser with which it was begun. If another writer begins it in the other way meanwhile, the
 * study is opened again in this way.
 */
async function openStudy(
  study: string,
  { protocols, pseudonymisers, store }: RecordVotesServices,
): Promise<{ readonly opened: StudyStore; readonly pseudonymiser: Pseudonymiser }> {
  const registration = await protocols.get(study);
  if (registration.status !== 'registered') throw new OwnError(`the protocol of ${study} was just removed`);
  const openedWith = async (pseudonymiser: Pseudonymiser) => ({
    pseudonymiser,
    opened: await store.open(study, settingsOf(registration.protocol, pseudonymiser.fingerprint)),
  });
  const assumed = await pseudonymisers.of(study);
  try {
    return await openedWith(assumed);
  } catch (error) {
    const correct = error instanceof SettingsRefused ? await pseudonymisers.correct(study, assumed) : null;
    if (!correct) throw error;
    return openedWith(correct);
  }
}

/** Number of conflicts that are written at once. */
const CONFLICTS_AT_ONCE = 8;

/** Lists the content that does not count. If it cannot be listed, nothing is recorded, and the messages are retried. */
async function keepConflicts(
  conflicts: readonly Conflict[],
  exports: RecordVotesServices['exports'],
  pseudonymiser: Pseudonymiser,
): Promise<void> {
  const objects = conflicts.map((conflict) => conflictObject(conflict, pseudonymiser));
  await pMap(objects, ({ key, text }) => exports.put(key, encodeText(text), null), {
    concurrency: CONFLICTS_AT_ONCE,
  });
}

function report(
  { work, index, event }: Placed,
  result: Recorded,
  { telemetry, pseudonymisers }: RecordVotesServices,
  pseudonymiser: Pseudonymiser,
): void {
  if ('retry' in result) {
    telemetry.count('StoreExhausted');
    work.retry = 'the store did not take it';
    return;
  }
  if ('erased' in result) {
    work.rejects.push({ index, study: event.study, ...ERASED });
    return;
  }
  if ('reject' in result) {
    const { clinician, ...row } = event;
    const fault: Fault = { reason: 'unprocessable', field: '', message: result.reject };
    const list = listOfMessage(pseudonymisers.common.digestOf(work.message.body), event.study);
    const rater = pseudonymiser.ratersIn(list)(clinician);
    work.rejects.push({ index, study: event.study, ...fault, rater, row });
    telemetry.error('the store refuses a judgment', { messageId: work.message.messageId });
    return;
  }
  if (result.outcome === 'duplicate' || result.outcome === 'stale') telemetry.count('Duplicates');
  // Conflicts have their own metric, because other content of the judgment is counted in any case.
  else if (result.outcome === 'conflict') telemetry.count('Conflicts');
  else telemetry.count('EventsRecorded');
}

/** The permitted studies of a sender, by the id that SQS puts on its messages. Null if all are permitted. */
export type StudiesOf = (senderId: string) => ReadonlySet<string> | null;

const restrictions = z.record(z.string(), z.array(studyName).min(1));

/**
 * Reads the permitted studies of restricted senders.
 *
 * SQS puts a `SenderId` on each message, which the sender cannot choose. It is the unique id of a user (`AIDA…`),
 * or the unique id of a role and the name of the session (`AROA…:session`). The sender chooses only the name of the
 * session.
 *
 * @param json studies by unique id, as in `{"AROAEXAMPLE": ["study-1"]}`; undefined if no sender is restricted
 * @throws if the value is anything else, because the function is then deployed wrongly
 * @see docs/decisions/0019-identify-senders-by-role-id.md
 */
export function restrictedSenders(json: string | undefined): StudiesOf {
  if (json === undefined) return () => null;
  const read = restrictions.parse(JSON.parse(json));
  const byId = new Map(Object.entries(read).map(([id, studies]) => [id, new Set(studies)]));
  return (senderId) => byId.get(senderId.split(':')[0] ?? '') ?? null;
}
