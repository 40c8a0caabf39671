import { ALL_GROUPS, groupOf, type Pseudonym } from '../../shared/ledger/cells/cell.ts';
import type { LedgerRow, ScannedJudgments, StudyStore } from '../../shared/ledger/port.ts';
import { faultyStore } from '../unit/ledger/faulty-store.ts';

/** Functions that a store calls while it scans. */
export interface Scanning {
  /** Called before each clinician is scanned, and after the last one. */
  readonly meddle?: () => Promise<unknown>;
  /** Called whenever the judgments of a clinician are read without a scan. */
  readonly onQuery?: (clinician: Pseudonym) => void;
  /** Called whenever the judgments of a clinician are taken from the scan. */
  readonly onScanned?: (clinician: Pseudonym) => void;
}

/** A store with its own scan, or else with one that reads clinician by clinician. */
export function scanningStore(
  store: StudyStore,
  { meddle = async () => {}, onQuery = () => {}, onScanned = () => {} }: Scanning = {},
): StudyStore {
  return {
    ...faultyStore(
      store,
      () => 'none',
      async () => {},
    ),
    judgments: (clinician) => {
      onQuery(clinician);
      return store.judgments(clinician);
    },
    scan: async () => {
      await meddle();
      const found = store.scan ? await store.scan() : await scanOneByOne(store, meddle);
      await meddle();
      return (
        found && {
          take: (group) => {
            const judgmentsOf = found.take(group);
            return (clinician) => {
              onScanned(clinician);
              return judgmentsOf(clinician);
            };
          },
        }
      );
    },
  };
}

async function scanOneByOne(store: StudyStore, meddle: () => Promise<unknown>): Promise<ScannedJudgments> {
  const rows = new Map<Pseudonym, LedgerRow[]>();
  for (const group of ALL_GROUPS)
    for await (const clinician of store.entered(group)) {
      await meddle();
      rows.set(clinician, await Array.fromAsync(store.judgments(clinician)));
    }
  return {
    take: (group) =>
      async function* (clinician) {
        if (groupOf(clinician) !== group) throw new Error('the clinician belongs to another group');
        const own = rows.get(clinician) ?? [];
        rows.delete(clinician);
        yield* own;
      },
  };
}
