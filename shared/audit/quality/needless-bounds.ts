import { needlessBounds, type Protocol, type Snapshot, unratedRatioOf } from '../../contracts/index.ts';

/** The bounds within which each claim of a study must hold. */
export interface ClaimBounds {
  /** Unrated answers of an outcome fail between 1/r and r times as often as rated ones. It is 1 if none are missing by choice. */
  readonly unratedRatio: number;
  /** Whether scores may follow the vote. */
  readonly halo: boolean;
}

type Coverage = Snapshot['quality']['coverage'];

/** The bounds of the protocol, without those that the design of the study makes needless. */
export function claimBounds(protocol: Protocol, coverage: Coverage): ClaimBounds {
  const { halo, missingness } = needless(protocol, coverage);
  return { unratedRatio: missingness ? 1 : unratedRatioOf(protocol), halo: !halo };
}

/** The bounds that the design of the study makes needless, in words. Absent without a declared design. */
export function boundsWithoutNeed(
  protocol: Protocol,
  { coverage }: Snapshot['quality'],
): Pick<Snapshot, 'needlessBounds'> {
  if (!protocol.design) return {};
  const { halo, missingness } = needless(protocol, coverage);
  return {
    needlessBounds: [...(halo ? ['halo' as const] : []), ...(missingness ? ['missingness' as const] : [])],
  };
}

function needless({ design }: Protocol, coverage: Coverage) {
  const compared = coverage.filter(({ answers }) => answers !== null);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return needlessBounds(design, {
    displayed: sum(compared.map(({ answers }) => answers!)),
    scored: sum(compared.map(({ complete }) => complete)),
  });
}
