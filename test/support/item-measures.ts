import { association } from '../../shared/audit/dissociation/association.ts';
import { positionBias } from '../../shared/audit/dissociation/vote-level.ts';
import { rank } from '../../shared/audit/ranking/ranking.ts';
import { specialtyRankings } from '../../shared/audit/ranking/specialty-rankings.ts';
import { rateDifference } from '../../shared/audit/rates/rate-difference.ts';
import { ratesOf } from '../../shared/audit/rates/rates.ts';
import { standardise } from '../../shared/audit/rates/standardise.ts';
import { zones } from '../../shared/audit/zones/zones.ts';
import type { Protocol } from '../../shared/contracts/protocol.ts';
import { MINIMUM_EFFECTIVE_GROUPS, tQuantile } from '../../shared/stats/index.ts';
import { evidenceOfJudgments } from '../unit/audit/support.ts';
import { drawItemStudy, type ItemWorld, PROTOCOL, trueAbilities } from './item-world.ts';

/** Counts of hits by name: [hits, cases]. Missing intervals are counted apart. */
export type Hits = Map<string, [number, number]>;

function add(hits: Hits, name: string, hit: boolean): void {
  const known = hits.get(name) ?? [0, 0];
  hits.set(name, [known[0] + (hit ? 1 : 0), known[1] + 1]);
}

function cover(hits: Hits, name: string, interval: readonly number[] | null, truth: number): void {
  add(hits, `${name}: without interval`, interval === null);
  if (interval) add(hits, `${name}: covers`, interval[0]! <= truth && truth <= interval[1]!);
}

/** Audits one study and compares the audit with the truth. */
export function measureItemStudy(
  world: ItemWorld,
  seed: number,
  hits: Hits,
  protocol: Protocol = PROTOCOL,
): void {
  const evidence = evidenceOfJudgments(drawItemStudy(world, seed), protocol);
  const rates = ratesOf(evidence, protocol);
  const { layout } = evidence;
  const rateOver = (model: number) => {
    let sum = 0;
    for (let s = 0; s < world.specialties; s++) sum += world.rate(model, s) / world.specialties;
    return sum;
  };
  for (const model of evidence.models.keys()) {
    for (const specialty of evidence.specialties.keys()) {
      const found = rates.at(model, specialty, 0, 'failure');
      if (found.outcomeFreeN >= protocol.minimumN)
        cover(hits, 'rate in a specialty', found.interval, world.rate(model, specialty));
    }
    const found = rates.at(model, null, 0, 'failure');
    if (world.specialties > 1) cover(hits, 'rate over all', found.interval, rateOver(model));
  }
  const { fit } = rank(evidence, protocol);
  const theta = trueAbilities(world);
  for (let i = 0; i < world.models; i++)
    for (let j = 0; j < i; j++) {
      const found = fit && fit.models.length === world.models ? fit.difference(i, j) : null;
      const known = found && found.effectiveGroups >= MINIMUM_EFFECTIVE_GROUPS;
      const half = known ? tQuantile(0.975, found.degreesOfFreedom) * found.standardError : 0;
      cover(
        hits,
        'difference of scores',
        known ? [found.estimate - half, found.estimate + half] : null,
        theta[i]! - theta[j]!,
      );
      if (known) add(hits, 'difference of scores: half width × 1000', false);
      if (known) hits.get('difference of scores: half width × 1000')![0] += half * 1000;
    }
  if (world.specialties > 1) {
    const rankings = specialtyRankings(evidence, rank(evidence, protocol), protocol);
    const mean = theta.reduce((sum, own) => sum + own, 0) / theta.length;
    for (const { rows } of Object.values(rankings))
      for (const row of rows)
        cover(
          hits,
          'score in a specialty',
          row.interval,
          1000 + (400 / Math.LN10) * (theta[evidence.models.indexOf(row.model)]! - mean),
        );
  }
  const unsafe = standardise({
    evidence,
    rates,
    criterion: layout.composite,
    level: 'failure',
    target: 'displayed',
    minimumN: protocol.minimumN,
  });
  for (const a of unsafe.models)
    for (const b of unsafe.models) {
      if (b >= a) continue;
      const found = rateDifference(unsafe.comparable(a)!, unsafe.comparable(b)!);
      const known = found && found.effectiveGroups >= MINIMUM_EFFECTIVE_GROUPS;
      const half = known ? tQuantile(0.975, found.degreesOfFreedom) * found.standardError : 0;
      cover(
        hits,
        'difference of rates',
        known ? [found.estimate - half, found.estimate + half] : null,
        rateOver(a) - rateOver(b),
      );
    }
  const bias = positionBias(evidence, protocol);
  cover(hits, 'share of votes', bias.interval, 0.5);
  const [found] = association(evidence, rates, fit, protocol);
  add(hits, 'association: without interval', !found?.spearmanInterval);
  const results = zones(evidence, rates, protocol).filter(({ zone }) => zone.criterion !== 'composite');
  let [confirmed, wrong, cleared] = [0, 0, 0];
  for (const { model, specialty, zone } of results) {
    if (zone.level !== 'failure') continue;
    const truth = world.rate(model, specialty);
    if (zone.state === 'confirmed') confirmed++;
    if (zone.state === 'confirmed' && truth <= zone.tolerance) wrong++;
    if (truth >= zone.tolerance) add(hits, 'cell at or above tolerance: cleared', zone.state === 'cleared');
    if (zone.state === 'cleared' && truth >= zone.tolerance) cleared++;
    if (truth >= 3 * zone.tolerance) add(hits, 'cell at 3 tolerances: confirmed', zone.state === 'confirmed');
    if (truth <= zone.tolerance / 3)
      add(hits, 'cell at a third of tolerance: cleared', zone.state === 'cleared');
  }
  add(hits, 'study: any false zone', wrong > 0);
  add(hits, 'study: any falsely cleared cell', cleared > 0);
  const share = hits.get('false share of confirmed (sum, studies)') ?? [0, 0];
  hits.set('false share of confirmed (sum, studies)', [
    share[0] + (confirmed > 0 ? wrong / confirmed : 0),
    share[1] + 1,
  ]);
}
