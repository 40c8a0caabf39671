import { ratesOf } from '../../../shared/audit/rates.ts';
import { zones } from '../../../shared/audit/zones.ts';
import { drawStudy } from '../world/draw.ts';
import { evidenceCounter } from '../world/evidence.ts';
import { protocolOf, type WorldSpec } from '../world/spec.ts';
import { truthOf } from '../world/truth.ts';
import { randomOf } from './findings.ts';
import { type Measured, Tally } from './tally.ts';

/** How often a study is looked at while its votes come in: every tenth day of a year. */
export const LOOKS = 36;

/**
 * How often a study has a false finding at some look: a confirmed zone, which is tested anew at each look, and an alarm,
 * which is meant to stand over all of them.
 */
export function measureLooks(spec: WorldSpec, seed: number): Measured {
  const random = randomOf(spec, seed);
  const truth = truthOf(spec, spec.nature(random, spec));
  const protocol = protocolOf(spec);
  const counter = evidenceCounter(protocol);
  const ever = { confirmed: false, alarm: false };
  const last = { confirmed: false, alarm: false };
  let votes = 0;
  const look = () => {
    const evidence = counter.evidence();
    [last.confirmed, last.alarm] = [false, false];
    for (const { model, specialty, criterion, zone } of zones(
      evidence,
      ratesOf(evidence, protocol),
      protocol,
    )) {
      if (truth.rate(model, specialty, criterion, zone.level) > zone.tolerance * (1 + 1e-6)) continue;
      last.confirmed ||= zone.state === 'confirmed';
      last.alarm ||= zone.alarm;
    }
    ever.confirmed ||= last.confirmed;
    ever.alarm ||= last.alarm;
  };
  drawStudy(truth, random, (judgment) => {
    counter.count(judgment);
    votes++;
    if (Math.floor((votes * LOOKS) / spec.votes) > Math.floor(((votes - 1) * LOOKS) / spec.votes)) look();
  });
  const tally = new Tally();
  for (const what of ['confirmed', 'alarm'] as const) {
    tally.add(`looks | false ${what} at some look`, ever[what]);
    tally.add(`looks | false ${what} at the last look`, last[what]);
  }
  return tally.counts;
}
