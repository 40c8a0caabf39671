import type { PublicEdition } from '../../contracts/index.ts';
import { type Figures, figureKey } from './figures.ts';
import { changedUnits, type ShownFigures } from './suppression.ts';

/** The facts that decide whether a public edition appears. */
export interface EditionFacts {
  /** Number of clinicians whose data differ from the last public edition. */
  readonly changed: number;
  /** The figures as the public editions last showed them. Empty if there was none. */
  readonly shown: ShownFigures;
  /** Figures that may have changed before the time of their digests in `shown`. */
  readonly unsettled?: ReadonlySet<string>;
  /** `suppressBelow` of the protocol. */
  readonly least: number;
  /** Whether a clinician was erased since the last public edition. */
  readonly erased: boolean;
  /** Whether the public edition contains everything, so that nothing needs protection. */
  readonly everything: boolean;
  /** An order that was not handled yet. */
  readonly order: 'release' | 'closing' | null;
  /** Whether the study was closed and its closing was handled. */
  readonly closed: boolean;
}

/** The reason for a public edition. Null if none appears, with the number of clinicians who are missing. */
export type NextEdition =
  | { readonly because: PublicEdition['because'] }
  | { readonly because: null; readonly missing: number };

const WHOLE = figureKey(null, null, 'seen');

/** A lower bound of the number of clinicians whose data differ from the last public edition. */
export const changedClinicians = (shown: ShownFigures, now: Figures): number =>
  changedUnits(shown.get(WHOLE) ?? [], now.get(WHOLE)?.digests ?? []);

/** Decides whether a public edition appears. @see docs/decisions/0131-public-figures-move-by-several-clinicians.md */
export function nextEdition(facts: EditionFacts): NextEdition {
  const { changed, shown, unsettled, least, erased, everything, order, closed } = facts;
  const before = shown.get(WHOLE);
  // Earlier editions may hold the clinician's data, even if the rows look alike because another clinician voted the same.
  if (before && erased) return { because: 'erasure' };
  if (closed) return { because: null, missing: 0 };
  // Without a change of rows, only the protocol or the code differ, and no difference shows a vote.
  const isSame = before !== undefined && changed === 0 && !unsettled?.has(WHOLE);
  const differs = everything ? changed > 0 : changed >= least || isSame;
  if (order !== null) return differs ? { because: order } : { because: null, missing: least - changed };
  if (everything || changed >= least) return { because: 'clinicians' };
  return { because: null, missing: least - changed };
}
