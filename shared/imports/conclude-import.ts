import type { Receipt } from '../contracts/index.ts';
import type { ImportIdentity, ImportState } from '../ledger/import-log/index.ts';
import type { Stores } from '../ledger/index.ts';
import { type ImportPace, withoutDeadline } from './pace.ts';
import { type Conclusion, receiptOf, totalCount } from './receipt.ts';
import type { Receipts } from './receipts.ts';

/** Dependencies needed to end an import. */
export interface Concluding {
  readonly identity: ImportIdentity;
  readonly stores: Pick<Stores, 'imports'>;
  readonly receipts: Receipts;
  readonly pace?: ImportPace;
}

/** The result of one worker's part in an import. */
export type Stopped =
  | { readonly status: 'concluded'; readonly receipt: Receipt }
  /** Another worker has taken over. */
  | { readonly status: 'superseded' }
  /** Another worker must resume the import, because this worker ran out of time or the store was busy. */
  | { readonly status: 'paused'; readonly because: 'time' | 'busy'; readonly progressed: boolean };

/**
 * Progress means a finished survey, a settled window, or at least one written judgment. The next worker then gets further than this
 * worker.
 */
export async function paused(
  job: Concluding,
  begun: ImportState,
  because: 'time' | 'busy',
): Promise<Stopped> {
  const now = await job.stores.imports.read(job.identity);
  if (now?.epoch !== begun.epoch) return { status: 'superseded' };
  const progressed =
    now.survey !== begun.survey ||
    now.position > begun.position ||
    totalCount(now.committed) > totalCount(begun.committed);
  return { status: 'paused', because, progressed };
}

/**
 * Publishes the receipt, then marks the import as concluded, then removes temporary data. A concluded import
 * therefore always has a receipt.
 */
export async function conclude(
  job: Concluding,
  epoch: number,
  conclusion: Omit<Conclusion, 'finishedAt'>,
): Promise<Stopped> {
  const { identity, stores, receipts, pace = withoutDeadline } = job;
  const state = await stores.imports.read(identity);
  if (state?.epoch !== epoch) return { status: 'superseded' };
  const finishedAt = new Date(pace.now()).toISOString();
  const receipt = receiptOf(identity, state, { ...conclusion, finishedAt });
  await receipts.publish(receipt);
  if (!(await stores.imports.finish(identity, epoch, conclusion.status))) return { status: 'superseded' };
  await receipts.tidy();
  return { status: 'concluded', receipt };
}

/** Abandons an import that makes no progress, and publishes a receipt with the reason. */
export async function abandonImport(
  job: Concluding,
  message: string,
): Promise<Stopped | { readonly status: 'concluded before' }> {
  const { imports } = job.stores;
  const state = await imports.takeOver(
    job.identity,
    new Date((job.pace ?? withoutDeadline).now()).toISOString(),
  );
  if (state.status !== 'running') return { status: 'concluded before' } as const;
  return conclude(job, state.epoch, { status: 'failed', message });
}
