import { countedNames, type Protocol } from '../../contracts/index.ts';
import { type Figures, figureKey, type Subject } from './figures.ts';
import { changedClinicians } from './next-edition.ts';
import { type PublicState, shownIn } from './public-state.ts';
import { changedUnits, type ShownFigures } from './suppression.ts';
import type { CountedFigures } from './units.ts';

/** The figures as the public editions last showed them, with digests that can be compared with the present ones. */
export interface ComparableFigures {
  readonly shown: ShownFigures;
  /**
   * Figures that may have changed between the edition that showed them and the time of their digests. They move when enough
   * clinicians have changed them since this time.
   */
  readonly unsettled: ReadonlySet<string>;
  /** A lower bound of the number of clinicians whose data differ from the last public edition. */
  readonly changed: number;
  /** Whether the figures have new names, so that the state keeps the old ones until an edition appears. */
  readonly areRenamed: boolean;
}

type Rules = Pick<Protocol, 'aliases' | 'suppressBelow'>;

/**
 * The shown figures of a state. If their digests have another basis than the present ones, the present ones take their
 * place. If the protocol has other aliases, the figures get their new names.
 * @see docs/decisions/0164-renamed-figures-are-compared-under-both-names.md
 */
export function comparableFigures(
  state: PublicState,
  counted: CountedFigures,
  protocol: Rules,
): ComparableFigures {
  const { figures, basis, under } = counted;
  const shown = shownIn(state);
  const hasNewNames =
    state.aliases !== undefined && JSON.stringify(state.aliases) !== JSON.stringify(protocol.aliases ?? {});
  if (state.basis === basis && !hasNewNames) {
    const changed = changedClinicians(shown, figures);
    return { shown, unsettled: new Set(state.unsettled), changed, areRenamed: false };
  }
  if (state.basis === basis && under)
    return renamed(state, { figures, before: under({ aliases: state.aliases }) }, protocol);
  const keys = new Set([...shown.keys(), ...(hasNewNames ? figures.keys() : [])]);
  return {
    shown: new Map([...keys].map((key) => [key, digestsOf(figures, key)])),
    unsettled: keys,
    changed: shown.size > 0 ? 0 : changedClinicians(shown, figures),
    areRenamed: false,
  };
}

const digestsOf = (figures: Figures, key: string) => figures.get(key)?.digests ?? [];

interface BothNames {
  readonly figures: Figures;
  /** The same judgments under the names of the last edition. */
  readonly before: Figures;
}

/**
 * Gives shown figures their new names. A figure is unsettled if few clinicians changed it since, or if new names add the data
 * of few clinicians to it or take them away. In this case, figures that were not shown stay so, because they may protect
 * the figures of these clinicians.
 */
function renamed(state: PublicState, { figures, before }: BothNames, protocol: Rules): ComparableFigures {
  const shown = shownIn(state);
  const isFew = (units: number) => units > 0 && units < protocol.suppressBelow;
  const names = countedNames(protocol);
  const unsettled = new Set<string>();
  const keys = new Set<string>();
  for (const [key, digests] of shown) {
    const [model, specialty, subject] = key.split('#') as [string, string, Subject];
    const to = figureKey(names.models(model), names.specialties(specialty), subject);
    keys.add(to);
    // These digests cover the names. Their figure shows no number.
    if (subject === 'seen') continue;
    const moved = [before.get(key), figures.get(to)].map((now) => changedUnits(digests, now?.digests ?? []));
    if (moved.some(isFew) || state.unsettled?.includes(key)) unsettled.add(to);
  }
  if (unsettled.size > 0)
    for (const [key, { subject }] of figures)
      if (!keys.has(key) && subject !== 'seen') {
        keys.add(key);
        unsettled.add(key);
      }
  return {
    shown: new Map([...keys].map((key) => [key, digestsOf(figures, key)])),
    unsettled,
    changed: changedClinicians(shown, before),
    areRenamed: true,
  };
}
