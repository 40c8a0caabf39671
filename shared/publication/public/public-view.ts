import type { PublicEdition, Snapshot } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { countStep, toStep } from './coarse.ts';
import { figureKey, type Subject } from './figures.ts';
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
  /**
   * The same for measures that the data of other figures move, too, such as intervals and p-values. If nobody changed these
   * figures, the row repeats each measure that the last public edition shows.
   * @param claims the fields that are claims of the internal edition, and are not repeated
   * @see docs/decisions/0163-public-figures-that-nobody-changed-are-repeated.md
   */
  readonly measuresOn: <Row extends object>(
    places: readonly Place[],
    fresh: () => Row,
    held: () => Row | undefined,
    claims?: ReadonlySet<keyof Row>,
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
    measuresOn: (places, fresh, held, claims) => {
      const row = rowOn(places, fresh, held);
      const isUnchanged = places.every(({ model, specialty, subject }) =>
        suppression.unchanged.has(figureKey(model, specialty, subject)),
      );
      const last = row !== null && before !== null && isUnchanged ? held() : undefined;
      return row !== null && last ? repeated(row, last, claims) : row;
    },
  };
}

/** A row with the values of the last one, except for its claims and for values that only one of the two has. */
const repeated = <Row extends object>(row: Row, last: Row, claims?: ReadonlySet<keyof Row>): Row => {
  const former = new Map(Object.entries(last));
  const values = Object.entries(row).map(([name, value]) =>
    value === null || claims?.has(name as keyof Row) ? [name, value] : [name, former.get(name) ?? value],
  );
  return Object.fromEntries(values) as Row;
};

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
