import { CONFLICT, ERASED, type Fault } from '../../shared/contracts/index.ts';
import type { MessageEvent } from '../../shared/events/index.ts';
import { settingsOf } from '../../shared/ledger/cells/index.ts';
import { type Recorded, record, SettingsRefused } from '../../shared/ledger/index.ts';
import { OwnError } from '../../shared/lib/index.ts';
import type { RecordingServices, Work } from './recording.ts';

/**
 * Maximum number of judgments per transaction. Two transactions of fifty random judgments collide often, but two of
 * ten rarely.
 */
const MAX_JUDGMENTS = 10;

interface Placed extends MessageEvent {
  readonly work: Work;
}

/**
 * Records the events of all messages, one study after another. A failure in one study does not affect the others.
 */
export async function recordStudies(
  works: readonly Work[],
  services: RecordingServices,
  deadline: () => number,
): Promise<void> {
  const placed = works.flatMap((work) => work.content.events.map((event): Placed => ({ work, ...event })));
  for (const [study, events] of Map.groupBy(placed, ({ event }) => event.study)) {
    try {
      const results = await recordStudy(study, events, services, deadline);
      for (const [index, result] of results.entries()) report(events[index]!, result, services);
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
  events: readonly Placed[],
  { protocols, pseudonymiser, store }: RecordingServices,
  deadline: () => number,
): Promise<Recorded[]> {
  const registration = await protocols.get(study);
  if (registration.status !== 'registered') throw new OwnError(`the protocol of ${study} has just gone`);
  const opened = await store.open(study, settingsOf(registration.protocol, pseudonymiser.fingerprint));
  return record(
    opened,
    events.map(({ event }) => event),
    { source: 'queue', maxJudgments: MAX_JUDGMENTS, lookup: false, deadline },
  );
}

function report({ work, index, event }: Placed, result: Recorded, { telemetry }: RecordingServices): void {
  if ('retry' in result) {
    telemetry.count('StoreExhausted');
    work.retry = 'the store did not take it';
    return;
  }
  if ('erased' in result) {
    work.rejects.push({ index, study: event.study, ...ERASED });
    return;
  }
  const keep = (fault: Fault) => {
    const { clinician: pseudonym, ...row } = event;
    work.rejects.push({ index, study: event.study, ...fault, row: { ...row, pseudonym } });
  };
  if ('reject' in result) {
    keep({ reason: 'unprocessable', field: '', message: result.reject });
    telemetry.error('the store refuses a judgment', { messageId: work.message.messageId });
    return;
  }
  if (result.outcome === 'duplicate' || result.outcome === 'stale') telemetry.count('Duplicates');
  else if (result.outcome === 'conflict') {
    telemetry.count('Conflicts');
    keep(CONFLICT);
  } else telemetry.count('EventsRecorded');
}
