import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { CLINICIANS } from '../support/arbitrary-events.ts';

export const NOW = '2026-03-01T09:30:00Z';

/** The vote with number `index`, in its own judgment. Three clinicians take turns. */
export const plainVote = (index: number): Pseudonymous => ({
  kind: 'vote',
  judgment: `j${index}`,
  study: 'study',
  clinician: CLINICIANS[index % 3]!,
  specialty: 'cardiology',
  at: NOW,
  first: 'x',
  second: 'y',
  outcome: 'first',
});
