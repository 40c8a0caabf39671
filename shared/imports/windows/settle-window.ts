import { CONFLICT, ERASED, type Fault } from '../../contracts/index.ts';
import type { RaterIds } from '../../events/pseudonyms/index.ts';
import { type Conflict, conflictRow } from '../../ledger/conflicts/index.ts';
import {
  type ImportIdentity,
  type ImportLog,
  type ImportState,
  importIdOf,
  sourceOfWindow,
} from '../../ledger/import-log/index.ts';
import {
  type LedgerWriter,
  type RecordEvents,
  type Recorded,
  type RecordOptions,
  Superseded,
} from '../../ledger/index.ts';
import { OwnError, stringifyJson } from '../../lib/index.ts';
import type { FileReject } from '../file-reader.ts';
import type { Receipts } from '../receipts.ts';
import { isPositionalId } from '../row-id.ts';
import { OVERLAP, type Overlap } from '../survey/overlap.ts';
import type { ImportWindow } from './import-window.ts';
import type { PlacedEvent } from './pending-events.ts';
import { remaining, WindowOutcomes } from './window-account.ts';

/**
 * Maximum number of judgments in a transaction of an import. The store's limit on actions usually takes effect
 * first.
 */
const MAX_JUDGMENTS = 100;

export interface Settling {
  readonly identity: ImportIdentity;
  readonly epoch: number;
  readonly imports: ImportLog;
  readonly receipts: Receipts;
  /** The ids of raters in the rejects of this import. */
  readonly raters: RaterIds;
  /** Opens the study. It is called only for windows with an event, so that a file of rejects creates no study. */
  readonly open: () => Promise<LedgerWriter>;
  readonly record: RecordEvents;
  /** Finds rows that other files have counted. Null if each row has another identity than its content. */
  readonly overlap: Overlap | null;
  /** Milliseconds left for recording. */
  readonly deadline: () => number;
}

type Refused = Exclude<Recorded, { outcome: unknown } | { retry: true }>;

/** Part of a window was not recorded in time. The recorded part is safe. */
export class WindowUnsettled extends OwnError {
  override readonly name = 'WindowUnsettled';
}

/**
 * Records a window and settles it: first the rejects, then the checkpoint that counts them and moves the position.
 * If a worker dies between two steps, the next worker repeats the window with the same result.
 * @throws WindowUnsettled, Superseded
 */
export async function settleWindow(window: ImportWindow, settling: Settling): Promise<void> {
  const { identity, epoch, imports, receipts } = settling;
  const { rejects } = window;
  const outcomes = window.events.count === 0 ? new WindowOutcomes() : await recordWindow(window, settling);
  if (!rejects.isEmpty) await receipts.addRejects(window.start, rejects.lines());
  const settled = {
    position: window.end,
    place: window.next,
    unchanged: remaining(outcomes, await held(settling)),
    rejects: rejects.byReason,
    notes: window.notes,
  };
  if (!(await imports.checkpoint(identity, epoch, settled))) throw superseded();
}

/**
 * Records the events of a window. Events that can never be recorded join its rejects, and conflicts are listed
 * there.
 */
async function recordWindow(
  { start, events, rejects }: ImportWindow,
  settling: Settling,
): Promise<WindowOutcomes> {
  const { identity, epoch, deadline, overlap, receipts, raters } = settling;
  const importId = importIdOf(identity);
  const store = await settling.open();
  const options: RecordOptions = {
    source: sourceOfWindow(importId, start),
    maxJudgments: MAX_JUDGMENTS,
    lookup: true,
    import: { importId, epoch },
    deadline,
  };
  const outcomes = new WindowOutcomes();
  for (const piece of events.pieces()) {
    const results = await settling.record(
      store,
      piece.map(({ event }) => event),
      {
        ...options,
        keepConflicts: (conflicts) => receipts.addConflicts(start, conflictLines(conflicts, piece, raters)),
      },
    );
    for (const [index, result] of results.entries()) {
      if ('retry' in result)
        throw new WindowUnsettled('the store did not take the whole window', { cause: result.error });
      const holder = holderOf(piece[index]!.event, result);
      if (overlap && holder !== undefined && (await overlap.isForeign(holder)))
        rejects.add(refused(piece[index]!, OVERLAP, raters));
      else if ('outcome' in result) outcomes.add(result);
      else rejects.add(unprocessable(piece[index]!, result, raters));
    }
  }
  return outcomes;
}

function conflictLines(
  conflicts: readonly Conflict[],
  piece: readonly PlacedEvent[],
  raters: RaterIds,
): string[] {
  const inOrder = conflicts.toSorted((a, b) => piece[a.index]!.byteOffset - piece[b.index]!.byteOffset);
  return inOrder.map((conflict) => {
    const { event, ...place } = piece[conflict.index]!;
    const rater = raters(event.clinician);
    return `${stringifyJson({ ...place, ...CONFLICT, rater, row: conflictRow(conflict) })}\n`;
  });
}

/** The writer of a counted judgment with the content of a row that has no other identity. Undefined if there is none. */
const holderOf = ({ judgment }: PlacedEvent['event'], result: Recorded): string | undefined =>
  'outcome' in result && result.outcome === 'duplicate' && isPositionalId(judgment)
    ? result.heldBy
    : undefined;

async function held({ identity, epoch, imports }: Settling): Promise<ImportState> {
  const state = await imports.read(identity);
  if (state?.epoch !== epoch) throw superseded();
  return state;
}

function unprocessable(placed: PlacedEvent, result: Refused, raters: RaterIds): FileReject {
  if ('erased' in result) {
    const { event: _, ...place } = placed;
    return { ...place, ...ERASED };
  }
  return refused(placed, { reason: 'unprocessable', field: '', message: result.reject }, raters);
}

function refused({ event, ...place }: PlacedEvent, fault: Fault, raters: RaterIds): FileReject {
  const { clinician, ...row } = event;
  return { ...place, ...fault, rater: raters(clinician), row };
}

const superseded = (): Superseded => new Superseded('another worker has taken over the import');
