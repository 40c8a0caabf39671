import type { PublicEdition, Snapshot } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { countStep, toStep } from './coarse.ts';
import type { Subject } from './figures.ts';
import type { Suppression } from './suppression.ts';

/** The words in the place of a hidden figure. */
export const notShown = (suppressBelow: number): string =>
  `not shown: fewer than ${suppressBelow} clinicians, or needed to protect such a figure`;

/** The inputs of a public edition. */
export interface PublicInputs {
  /** The internal edition. */
  readonly audit: Snapshot;
  readonly suppression: Suppression;
  /** The last public edition, from which figures may be held. Null: held figures are hidden. */
  readonly before: Snapshot | null;
  readonly because: PublicEdition['because'];
  /** SHA-256 of the manifest of the internal edition. */
  readonly internal: string;
}

/** The rules of a public edition for its parts. */
export interface PublicView extends PublicInputs {
  readonly step: number;
  readonly hiddenText: string;
  /** Rounds a count. */
  readonly count: (value: number) => number;
  readonly namesModel: (model: string) => boolean;
  readonly namesSpecialty: (specialty: string) => boolean;
  /** Whether a figure is not shown, so that measures that rest on it are not shown either. */
  readonly isHidden: (place: Place) => boolean;
  /**
   * Shows a row of an audit.
   * @param place the figure on which the row rests
   * @param fresh makes the row from the internal edition
   * @param held the row of the last public edition
   * @returns null if the row is hidden
   */
  readonly row: <Row>(place: Place, fresh: () => Row, held: () => Row | undefined) => Row | null;
  /** The same for a row that rests on several figures. One of them is enough to hide it, or to hold it. */
  readonly rowOn: <Row>(
    places: readonly Place[],
    fresh: () => Row,
    held: () => Row | undefined,
  ) => Row | null;
}

/** A figure by its names. */
export interface Place {
  readonly model: string | null;
  readonly specialty: string | null;
  readonly subject: Subject;
}

/** Names that fewer clinicians used are not named, unless the protocol lists them. */
export function publicView(inputs: PublicInputs): PublicView {
  const { audit, suppression, before } = inputs;
  const { protocol } = audit;
  const step = countStep(protocol.suppressBelow);
  const [models, specialties] = [new Set(protocol.models), new Set(protocol.specialties)];
  const rowOn: PublicView['rowOn'] = (places, fresh, held) => {
    const how = new Set(
      places.map(({ model, specialty, subject }) => suppression.showing(model, specialty, subject)),
    );
    if (how.has('hidden')) return null;
    if (!how.has('held')) return fresh();
    return (before && held()) ?? null;
  };
  return {
    ...inputs,
    step,
    hiddenText: notShown(protocol.suppressBelow),
    count: (value) => toStep(value, step),
    namesModel: (model) => models.has(model) || suppression.showing(model, null, 'seen') !== 'hidden',
    namesSpecialty: (specialty) =>
      specialties.has(specialty) || suppression.showing(null, specialty, 'seen') !== 'hidden',
    isHidden: ({ model, specialty, subject }) => {
      const how = suppression.showing(model, specialty, subject);
      return how === 'hidden' || (how === 'held' && !before);
    },
    row: (place, fresh, held) => rowOn([place], fresh, held),
    rowOn,
  };
}

/** The description of the edition, with its withheld figures by name. */
export function editionOf(view: PublicView): PublicEdition {
  const { suppression, before, because, step, audit } = view;
  const withheld = [...suppression.withheld]
    .map(([key, how]) => {
      const [model, specialty, subject] = key.split('#') as [string, string, string];
      return {
        model: model === '' ? null : model,
        specialty: specialty === '' ? null : specialty,
        subject,
        how: before ? how : ('hidden' as const),
      };
    })
    .filter(
      ({ model, specialty, subject }) =>
        subject !== 'seen' &&
        (model === null || view.namesModel(model)) &&
        (specialty === null || view.namesSpecialty(specialty)),
    )
    .sort(
      (a, b) =>
        byCodeUnit(a.model ?? '', b.model ?? '') ||
        byCodeUnit(a.specialty ?? '', b.specialty ?? '') ||
        byCodeUnit(a.subject, b.subject),
    );
  return { because, suppressBelow: audit.protocol.suppressBelow, countStep: step, withheld };
}
