import type { Scope, Snapshot } from '../contracts/index.ts';
import { count, several } from '../lib/index.ts';
import { MAX_UNITS } from './evidence/units.ts';

/**
 * The population for which the claims of an audit hold, in one sentence. An audit from counters adds its limits. Null for
 * snapshots that do not state it.
 */
export function scopeSentence({ evidence, totals }: Pick<Snapshot, 'evidence' | 'totals'>): string | null {
  if (!evidence?.scope) return null;
  const { prompts, estimand, unit, unaccounted } = evidence.scope;
  const items = atLeast(evidence.items ?? 0);
  const on = {
    named: `on prompts like these ${items}`,
    own: 'on prompts like those that were asked, with a prompt of its own for each judgment',
    unknown: 'on the prompts that were asked, and on no others',
  }[prompts];
  const among =
    estimand === 'these readers'
      ? `as judged by these ${several(totals.clinicians, 'clinician')}`
      : `among clinicians like these ${count(totals.clinicians)}`;
  const sites = unaccounted?.includes('sites')
    ? ', at the sites that took part, and at no others'
    : atSites(evidence.sites ?? 0, unit === 'site');
  const sentence = `The claims hold ${on}, ${among}${sites}.`;
  return evidence.source === 'counters' ? `${sentence} ${ofCounters(evidence.scope)}` : sentence;
}

/** The limits of an audit from counters. */
function ofCounters({ prompts, unaccounted = [] }: Scope): string {
  const hold = prompts === 'own' ? 'no sites' : 'neither items nor sites';
  const differences = prompts === 'own' ? 'sites' : 'prompts or sites';
  return (
    `This audit was made from counters, because the study has more than 200,000 judgments. Counters hold ${hold}, so ` +
    `intervals do not account for differences between ${differences}${unaccounted.length > 0 ? ', and no rate is cleared' : ''}.`
  );
}

/** Several ids share a unit if there are more ids than units. */
const atLeast = (units: number): string => (units >= MAX_UNITS ? '1,024 or more' : count(units));

/** @param areRandom whether the sites are sampling units, so that the claims hold for other sites, too */
function atSites(sites: number, areRandom: boolean): string {
  if (sites === 0) return '';
  if (areRandom) return `, at sites like these ${atLeast(sites)}`;
  return sites === 1 ? ', at this one site' : `, at these ${atLeast(sites)} sites`;
}

/**
 * The kinds of random sampling units in words, for example clinicians and prompts. In an audit from counters, and in older
 * snapshots without a scope, they are groups of clinicians.
 */
export function unitKinds(scope: Scope | undefined): string[] {
  if (scope === undefined || scope.unaccounted) return ['groups of clinicians'];
  if (scope.unit === 'item') return ['prompts'];
  const main = `${scope.unit}s`;
  return scope.prompts !== 'unknown' && (scope.itemShare ?? 0) > 0 ? [main, 'prompts'] : [main];
}
