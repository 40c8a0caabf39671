import { needlessBounds, type Protocol, type Snapshot, unratedRatioOf } from '../../contracts/index.ts';
import { coverage } from '../evidence/coverage.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** The bounds within which each claim of a study must hold. */
export interface ClaimBounds {
  /** Unrated answers of an outcome fail between 1/r and r times as often as rated ones. It is 1 if none are missing by choice. */
  readonly unratedRatio: number;
  /** Whether scores may follow the vote. */
  readonly halo: boolean;
  /** Whether the evidence holds all units without which a cleared rate must hold. */
  readonly knowsUnits: boolean;
}

type Coverage = Snapshot['quality']['coverage'];

/** The bounds of the protocol, without those that the design of the study makes needless. */
export function claimBounds(evidence: Evidence, protocol: Protocol): ClaimBounds {
  const knowsUnits = (evidence.scope.unaccounted ?? []).length === 0;
  if (!protocol.design) return { unratedRatio: unratedRatioOf(protocol), halo: true, knowsUnits };
  const { halo, missingness } = needless(protocol, coverage(evidence));
  return { unratedRatio: missingness ? 1 : unratedRatioOf(protocol), halo: !halo, knowsUnits };
}

/** The bounds that the design of the study makes needless, in words. Absent without a declared design. */
export function boundsWithoutNeed(
  protocol: Protocol,
  { coverage: found }: Snapshot['quality'],
): Pick<Snapshot, 'needlessBounds'> {
  if (!protocol.design) return {};
  const { halo, missingness } = needless(protocol, found);
  return {
    needlessBounds: [...(halo ? ['halo' as const] : []), ...(missingness ? ['missingness' as const] : [])],
  };
}

function needless({ design }: Protocol, found: Coverage) {
  const compared = found.filter(({ answers }) => answers !== null);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return needlessBounds(design, {
    displayed: sum(compared.map(({ answers }) => answers!)),
    scored: sum(compared.map(({ complete }) => complete)),
  });
}
