import { ALL_GROUPS, type Pseudonym } from '../../ledger/cells/index.ts';
import type { StudyStore } from '../../ledger/index.ts';

/** The erasures of a study at one time. */
export interface Erasures {
  /** Number of erased clinicians. It never falls, because the mark of an erasure is permanent. */
  readonly clinicians: number;
  /** Whether judgments of erased clinicians are left. */
  readonly isUnderWay: boolean;
}

/** Reads the erasures of a study. */
export async function erasuresOf(
  store: Pick<StudyStore, 'entered' | 'participants' | 'judgments'>,
): Promise<Erasures> {
  const erased = await erasedClinicians(store);
  return { clinicians: erased.length, isUnderWay: await haveJudgments(store, erased) };
}

/**
 * The clinicians of the study that were erased. All entries are read before those that are not erased, so that
 * clinicians who enter meanwhile do not look erased.
 */
async function erasedClinicians(store: Pick<StudyStore, 'entered' | 'participants'>): Promise<Pseudonym[]> {
  const entered: Pseudonym[] = [];
  for (const group of ALL_GROUPS) for await (const clinician of store.entered(group)) entered.push(clinician);
  const present = new Set<Pseudonym>();
  for await (const { clinician } of store.participants()) present.add(clinician);
  return entered.filter((clinician) => !present.has(clinician));
}

async function haveJudgments(
  store: Pick<StudyStore, 'judgments'>,
  clinicians: readonly Pseudonym[],
): Promise<boolean> {
  for (const clinician of clinicians) for await (const _ of store.judgments(clinician)) return true;
  return false;
}
