import type { Protocol, Scope } from '../../contracts/index.ts';
import { GROUPS } from '../../ledger/cells/index.ts';
import type { EvidenceSource } from './evidence.ts';
import type { UnitCell } from './rows/evidence-row.ts';

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
}

/**
 * Chooses the sampling units. Clinicians are the units. Sites replace them if the protocol says so, and if at least 6
 * sites are named by 95 % of the judgments. Items are units in addition if 95 % of the judgments name one, or if the
 * protocol says that the other judgments have prompts of their own. With fewer than 5 clinicians, items are the only
 * units.
 */
export function samplingUnits(source: EvidenceSource, { prompts, cluster }: UnitSettings): SamplingUnits {
  if (source.kind === 'counters')
    return {
      scope: {
        prompts: prompts ?? 'unknown',
        itemShare: null,
        estimand: 'readers like these',
        unit: 'clinician',
      },
      units: GROUPS,
      items: null,
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
  const usesItems = withItem > 0 && common.prompts !== 'unknown';
  if (usesItems && clinicians < MIN_READERS)
    return { scope: { ...common, estimand: 'these readers', unit: 'item' }, units: allItems, items: null };
  const usesSites = cluster === 'site' && sites >= MIN_SITES && isNamed(withSite);
  return {
    scope: { ...common, estimand: 'readers like these', unit: usesSites ? 'site' : 'clinician' },
    units: usesSites ? allSites : clinicians,
    items: usesItems ? allItems : null,
  };
}

/** The numbers of the main unit and of the item of a row. */
interface RowUnits {
  readonly unit: number;
  readonly item: number;
}

/**
 * Returns a function that numbers the units of a row. A row without an item is an item of its clinician, and a row
 * without a site is a site of its clinician. Their numbers follow those of the named items and sites.
 */
export function unitNumbering(
  source: EvidenceSource,
  { scope }: SamplingUnits,
): (row: Pick<UnitCell, 'clinician' | 'item' | 'site'>) => RowUnits {
  if (source.kind === 'counters') return ({ clinician }) => ({ unit: clinician, item: 0 });
  const { items, sites } = source.units;
  return ({ clinician, item, site }) => {
    const numbers = { clinician, item: item ?? items + clinician, site: site ?? sites + clinician };
    return { unit: numbers[scope.unit], item: numbers.item };
  };
}
