import { ledgerId } from '../../../shared/ledger/plan.ts';
import type { CommitResult, LedgerEntry, StudyStore, Transaction } from '../../../shared/ledger/port.ts';

/** The possible faults of a call. */
export type Fault =
  | 'none'
  | 'conflict'
  /** The call is refused before it takes effect. */
  | 'busy'
  /** The call takes effect, but its answer is lost. */
  | 'lost'
  /** The store reports that judgments changed and returns their current entries, although they did not change. */
  | 'stale'
  /** Another writer writes first. */
  | 'meddled';

/** A store that fails as `next` determines. */
export function faultyStore(store: StudyStore, next: () => Fault, meddle: () => Promise<void>): StudyStore {
  const failing = async <T>(action: () => Promise<T>): Promise<T> => {
    const fault = next();
    if (fault === 'busy') throw new Error('throttled');
    const answer = await action();
    if (fault === 'lost') throw new Error('the connection was reset');
    return answer;
  };
  async function* failingAll<T>(rows: () => AsyncIterable<T>): AsyncGenerator<T> {
    const fault = next();
    if (fault === 'busy') throw new Error('throttled');
    yield* rows();
    if (fault === 'lost') throw new Error('the connection was reset');
  }
  return {
    study: store.study,
    settings: store.settings,
    readsAtOneMoment: store.readsAtOneMoment,
    read: (keys) => failing(() => store.read(keys)),
    enter: (participants) => failing(() => store.enter(participants)),
    cells: (groups) => store.cells(groups),
    participants: (groups) => store.participants(groups),
    judgments: (clinician) => failingAll(() => store.judgments(clinician)),
    ...(store.scan && { scan: () => failing(() => store.scan!()) }),
    counters: (group) => failingAll(() => store.counters(group)),
    versions: (group) => failingAll(() => store.versions(group)),
    entered: (group) => failingAll(() => store.entered(group)),
    correct: (correction) => store.correct(correction),
    markErased: (clinician) => failing(() => store.markErased(clinician)),
    unfinishedErasures: () => failing(() => store.unfinishedErasures()),
    finishErasure: (clinician) => failing(() => store.finishErasure(clinician)),
    remove: (row, cells) => failing(() => store.remove(row, cells)),
    commit: (transaction) => commitFaultily(store, transaction, next(), meddle),
  };
}

async function commitFaultily(
  store: StudyStore,
  transaction: Transaction,
  fault: Fault,
  meddle: () => Promise<void>,
): Promise<CommitResult> {
  switch (fault) {
    case 'conflict':
      return { status: 'conflict' };
    case 'busy':
      return { status: 'busy', error: new Error('throttled') };
    case 'lost': {
      const result = await store.commit(transaction);
      return result.status === 'committed' ? { status: 'busy', error: new Error('reset') } : result;
    }
    case 'stale': {
      const found = await store.read(transaction.judgments);
      const current = new Map<string, LedgerEntry | null>();
      for (const write of transaction.judgments)
        current.set(ledgerId(write), found.get(ledgerId(write)) ?? null);
      return { status: 'stale', current };
    }
    case 'meddled':
      await meddle();
      return store.commit(transaction);
    default:
      return store.commit(transaction);
  }
}
