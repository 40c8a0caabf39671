import type { Store } from '../../ledger/index.ts';
import { commonPseudonymiser, type Pseudonymiser, studyPseudonymiser } from './pseudonymiser.ts';

/** The pseudonymisers of a deployment's studies. Each study goes on as it was begun. */
export interface Pseudonymisers {
  /** The common pseudonyms: of events whose study is not known yet, and of studies begun before each had its own key. */
  readonly common: Pseudonymiser;
  /** The pseudonymiser of a study. A study without an event gets its own key. */
  of(study: string): Promise<Pseudonymiser>;
  /**
   * Reads again how a study was begun, after it refused a writer. Another writer may have begun it meanwhile, in the
   * other way.
   *
   * @returns the right pseudonymiser. Null if it is the refused one.
   */
  correct(study: string, refused: Pseudonymiser): Promise<Pseudonymiser | null>;
}

/** Maximum number of studies that are remembered. */
const MAX_STUDIES = 1000;

/**
 * Finds the pseudonymiser of each study by the fingerprint in its frozen settings, and reads them once.
 *
 * A remembered answer may be wrong only if the study had no event when it was read. The study then refuses the
 * writer before anything is recorded, because fingerprints differ.
 * @see docs/decisions/0123-pseudonyms-belong-to-one-study.md
 */
export function pseudonymisers(secret: string, store: Pick<Store, 'settings'>): Pseudonymisers {
  const common = commonPseudonymiser(secret);
  const known = new Map<string, Pseudonymiser>();
  const read = async (study: string): Promise<Pseudonymiser> => {
    const frozen = await store.settings(study);
    const found =
      frozen?.secretFingerprint === common.fingerprint ? common : studyPseudonymiser(secret, study);
    if (known.size >= MAX_STUDIES) known.clear();
    known.set(study, found);
    return found;
  };
  return {
    common,
    of: async (study) => known.get(study) ?? read(study),
    async correct(study, refused) {
      const found = await read(study);
      return found.fingerprint === refused.fingerprint ? null : found;
    },
  };
}

/** The same pseudonymiser for each study, such as one whose pseudonyms are only displayed. */
export const onlyPseudonymiser = (pseudonymiser: Pseudonymiser): Pseudonymisers => ({
  common: pseudonymiser,
  of: async () => pseudonymiser,
  correct: async () => null,
});
