import type { Protocol, Scope } from '../../contracts/index.ts';
import { GROUPS } from '../../ledger/cells/index.ts';
import type { EvidenceSource } from './evidence.ts';
import type { UnitCell } from './rows/evidence-row.ts';
import { FURTHER_UNITS, type FurtherUnit } from './sparse-answers.ts';

/** Smallest share of judgments with an item, or with a site, from which these units are used. */
const MIN_NAMED_SHARE = 0.95;

/** With fewer clinicians, their variance cannot be estimated: items are then the only random units. */
const MIN_READERS = 5;

/** With fewer sites, their variance cannot be estimated: clinicians stay the units. */
const MIN_SITES = 6;

/** The settings of a protocol that choose the sampling units. */
export type UnitSettings = Pick<Protocol, 'prompts' | 'cluster'>;

/** The sampling units of an audit. */
export interface SamplingUnits {
  readonly scope: Scope;
  /** Number of the units from which uncertainty is estimated. */
  readonly units: number;
  /** Number of items, if they are a second kind of random unit. Null if they are not. */
  readonly items: number | null;
  /** Kinds of units that are not random, but of which the study has several. Cleared rates must hold without any one. */
  readonly further: readonly FurtherUnit[];
}

/**
 * Chooses the sampling units. Clinicians are the units. Sites replace them if the protocol says so, and if at least 6
 * sites are named by 95 % of the judgments. Items are units in addition if 95 % of the judgments name one, or if the
 * protocol says that the other judgments have prompts of their own. With fewer than 5 clinicians, items are the only
 * units.
 * @see docs/decisions/0137-items-are-a-second-sampling-unit.md
 * @see docs/decisions/0138-few-readers-have-their-own-estimand.md
 * @see docs/decisions/0139-sites-are-units-on-declaration.md
 * @see docs/decisions/0159-counters-clear-nothing-that-needs-items.md
 */
export function samplingUnits(source: EvidenceSource, { prompts, cluster }: UnitSettings): SamplingUnits {
  if (source.kind === 'counters')
    return {
      scope: {
        prompts: prompts ?? 'unknown',
        itemShare: null,
        estimand: 'readers like these',
        unit: 'clinician',
        unaccounted: [
          ...(prompts === 'own' ? [] : (['items'] as const)),
          ...(cluster === 'site' ? (['sites'] as const) : []),
        ],
      },
      units: GROUPS,
      items: null,
      further: [],
    };
  const { clinicians, items, sites } = source.units;
  const { judgments, withItem, withSite } = source.named;
  const isNamed = (named: number) => judgments > 0 && named >= MIN_NAMED_SHARE * judgments;
  const common = {
    prompts: isNamed(withItem) ? 'named' : (prompts ?? 'unknown'),
    itemShare: judgments > 0 ? withItem / judgments : null,
  } as const;
  // A judgment without an item has one of its own, and so has each clinician without a site.
  const allItems = items + (withItem < judgments ? clinicians : 0);
  const allSites = sites + (withSite < judgments ? clinicians : 0);
  const known = {
    clinician: clinicians,
    item: withItem > 0 ? allItems : 0,
    site: withSite > 0 ? allSites : 0,
  };
  const without = (...random: FurtherUnit[]): FurtherUnit[] =>
    FURTHER_UNITS.filter((kind) => known[kind] > 1 && !random.includes(kind));
  const usesItems = withItem > 0 && common.prompts !== 'unknown';
  if (usesItems && clinicians < MIN_READERS)
    return {
      scope: { ...common, estimand: 'these readers', unit: 'item' },
      ...{ units: allItems, items: null, further: without('item') },
    };
  const usesSites = cluster === 'site' && sites >= MIN_SITES && isNamed(withSite);
  const unit = usesSites ? 'site' : 'clinician';
  return {
    scope: { ...common, estimand: 'readers like these', unit },
    units: known[unit],
    items: usesItems ? allItems : null,
    further: usesItems ? without(unit, 'item') : without(unit),
  };
}

/** The numbers of the units of a row. `unit` is the main one. */
type RowUnits = Readonly<Record<'unit' | FurtherUnit, number>>;

/**
 * Returns a function that numbers the units of a row. A row without an item is an item of its clinician, and a row
 * without a site is a site of its clinician. Their numbers follow those of the named items and sites.
 */
export function unitNumbering(
  source: EvidenceSource,
  { scope }: SamplingUnits,
): (row: Pick<UnitCell, 'clinician' | 'item' | 'site'>) => RowUnits {
  if (source.kind === 'counters')
    return ({ clinician }) => ({ unit: clinician, clinician, item: 0, site: 0 });
  const { items, sites } = source.units;
  return ({ clinician, item, site }) => {
    const numbers = { clinician, item: item ?? items + clinician, site: site ?? sites + clinician };
    return { unit: numbers[scope.unit], ...numbers };
  };
}
