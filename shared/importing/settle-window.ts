import { ERASED } from '../contracts/reject.ts';
import type { FileReject } from '../ingest/file-reader.ts';
import { importIdOf } from '../store/import-id.ts';
import type { ImportIdentity, ImportLog, ImportState } from '../store/import-log.ts';
import { type StudyStore, Superseded } from '../store/port.ts';
import { type Recorded, type RecordOptions, record } from '../store/record.ts';
import type { ImportWindow, PlacedEvent } from './import-window.ts';
import type { Receipts } from './receipts.ts';
import { remaining } from './window-account.ts';
import { partsByGroup } from './window-parts.ts';

/** Most judgments in a transaction of an import: the store's limit of actions is met before. */
const MAX_JUDGMENTS = 100;

export interface Settling {
  readonly identity: ImportIdentity;
  readonly epoch: number;
  readonly imports: ImportLog;
  readonly receipts: Receipts;
  /** Opens the study. Called only for windows that hold an event, so a file of rejects founds no study. */
  readonly open: () => Promise<StudyStore>;
  /** Milliseconds left for recording. */
  readonly deadline: () => number;
}

/** Not all of a window could be recorded in time; what was, is safe. */
export class WindowUnsettled extends Error {
  override readonly name = 'WindowUnsettled';
}

/**
 * Records a window and settles it: rejects first, then the checkpoint that counts them and moves the position. A
 * worker that dies between any two steps leaves a window that the next one repeats with the same result.
 * @throws WindowUnsettled, Superseded
 */
export async function settleWindow(window: ImportWindow, settling: Settling): Promise<void> {
  const { identity, epoch, imports, receipts } = settling;
  const results = window.events.length === 0 ? [] : await recordWindow(window, settling);
  const rejects = [...window.rejects, ...unprocessable(window.events, results)];
  if (rejects.length > 0) await receipts.addRejects(window.start, rejects);
  const settled = {
    position: window.end,
    place: window.next,
    unchanged: remaining(results, await held(settling)),
    rejects: byReason(rejects),
    notes: window.notes,
  };
  if (!(await imports.checkpoint(identity, epoch, settled))) throw superseded();
}

async function recordWindow(window: ImportWindow, settling: Settling): Promise<Recorded[]> {
  const { identity, epoch, deadline } = settling;
  const importId = importIdOf(identity);
  const store = await settling.open();
  const options: RecordOptions = {
    source: `${importId}/${window.start}`,
    maxJudgments: MAX_JUDGMENTS,
    lookup: true,
    import: { importId, epoch },
    deadline,
  };
  const events = window.events.map(({ event }) => event);
  const results: Recorded[] = new Array(events.length);
  for (const part of partsByGroup(events.map(({ clinician }) => clinician))) {
    const recorded = await record(
      store,
      part.map((place) => events[place]!),
      options,
    );
    const left = recorded.find((result) => 'retry' in result);
    if (left) throw new WindowUnsettled('the store did not take the whole window', { cause: left.error });
    for (const [index, place] of part.entries()) results[place] = recorded[index]!;
  }
  return results;
}

async function held({ identity, epoch, imports }: Settling): Promise<ImportState> {
  const state = await imports.read(identity);
  if (state?.epoch !== epoch) throw superseded();
  return state;
}

function unprocessable(events: readonly PlacedEvent[], results: readonly Recorded[]): FileReject[] {
  return results.flatMap((result, index) => {
    const { event, line, byteOffset } = events[index]!;
    if ('erased' in result) return [{ line, byteOffset, ...ERASED }];
    if (!('reject' in result)) return [];
    const { clinician: pseudonym, ...row } = event;
    return [
      {
        line,
        byteOffset,
        reason: 'unprocessable' as const,
        field: '',
        message: result.reject,
        row: { ...row, pseudonym },
      },
    ];
  });
}

function byReason(rejects: readonly FileReject[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of rejects) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

const superseded = (): Superseded => new Superseded('another worker has taken over the import');
