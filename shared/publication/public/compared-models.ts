import type { Snapshot } from '../../contracts/index.ts';
import type { Place, PublicView } from './public-view.ts';

/** The models with enough answers for a comparison on a criterion. The audit may compare fewer of them. */
export const comparedModels = ({ failureRates, protocol }: Snapshot, criterion: string): string[] =>
  failureRates
    .filter(
      (row) =>
        row.specialty === null &&
        row.criterion === criterion &&
        row.level === 'failure' &&
        row.n >= protocol.minimumN,
    )
    .map(({ model }) => model);

/** The figures of a model, or of the study, on which a comparison of models rests. */
const placesOf = (model: string | null, criterion: string): Place[] => [
  { model, specialty: null, subject: 'votes' },
  { model, specialty: null, subject: `score:${criterion}` },
];

/** The compared models whose votes and scores are shown. */
export const shownModels = (view: PublicView, criterion: string): string[] =>
  comparedModels(view.audit, criterion).filter((model) => !placesOf(model, criterion).some(view.isHidden));

/**
 * Whether a figure that compares all models rests on hidden votes or scores. With the figures of the shown models, it
 * would reveal those of the hidden one.
 * @see docs/decisions/0150-a-derived-figure-is-hidden-with-its-parts.md
 */
export const hasHiddenModel = (view: PublicView, criterion: string): boolean =>
  placesOf(null, criterion).some(view.isHidden) ||
  shownModels(view, criterion).length < comparedModels(view.audit, criterion).length;
