import type { SingleVote } from '../../audit/single-votes.ts';
import type { Pseudonym } from '../../contracts/pseudonym.ts';
import { byCodeUnit } from '../../judgments/register.ts';
import type { LedgerRow } from '../../store/port.ts';

/** What is kept of the ledger while it is read: single votes by clinician. */
export interface LedgerReading {
  /** Begins with a group of clinicians, or begins again, and takes its judgments. */
  begin(group: number): (row: LedgerRow) => void;
  /** Each clinician's votes, in an order that does not depend on that of reading. */
  votes(): SingleVote[][];
}

export function ledgerReading(): LedgerReading {
  const groups = new Map<number, Map<Pseudonym, SingleVote[]>>();
  return {
    begin(group) {
      const clinicians = new Map<Pseudonym, SingleVote[]>();
      groups.set(group, clinicians);
      return ({ clinician, entry }) => {
        const { comparison } = entry.judgment;
        if (!comparison) return;
        const votes = clinicians.get(clinician) ?? [];
        votes.push(comparison.value);
        clinicians.set(clinician, votes);
      };
    },
    votes: () =>
      [...groups.values()]
        .flatMap((clinicians) => [...clinicians])
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([, votes]) => votes),
  };
}
