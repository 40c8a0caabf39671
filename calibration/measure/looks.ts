import { drawStudy } from '../world/draw.ts';
import { evidenceFrom, judgedFrom } from '../world/evidence.ts';
import { protocolOf, type WorldSpec } from '../world/spec.ts';
import { truthOf } from '../world/truth.ts';
import { claimsAt, isCleared } from './published.ts';
import { randomOf } from './study.ts';
import type { HitCounter } from './tally.ts';
import { isAbove, isAtLeast } from './true-claims.ts';
import { judged, noGoZonesOf } from './zones.ts';

/** A study that is audited repeatedly while its votes arrive evenly. */
interface GrowingStudy {
  readonly spec: WorldSpec;
  readonly name: string;
  readonly seed: number;
  readonly looks: number;
}

/** Measures how often a study has a false claim at some look, and at the last one. */
export function measureLooks({ spec, name, seed, looks }: GrowingStudy, tally: HitCounter): void {
  const random = randomOf(name, seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const protocol = protocolOf(spec);
  const ever = { 'false alarm': false, 'false zone': false, 'falsely cleared': false };
  const judgments = judgedFrom(drawStudy(truth, random).judgments, protocol);
  for (let look = 1; look <= looks; look++) {
    const evidence = evidenceFrom(
      judgments.slice(0, Math.floor((judgments.length * look) / looks)),
      protocol,
    );
    const study = { protocol, target: truth };
    const results = judged(study, claimsAt(evidence, protocol));
    const now = {
      'false alarm': results.some(({ zone, multiple }) => zone.alarm && !isAbove(multiple)),
      'false zone': [...noGoZonesOf(study, results).values()].some(({ isFalse }) => isFalse),
      'falsely cleared': results.some(({ zone, multiple }) => isCleared(zone) && isAtLeast(multiple, 1)),
    };
    for (const kind of Object.keys(ever) as (keyof typeof ever)[]) {
      ever[kind] ||= now[kind];
      if (look === looks) tally.add(`looks | ${kind} at the last look`, now[kind]);
    }
  }
  for (const [kind, happened] of Object.entries(ever)) tally.add(`looks | ${kind} ever`, happened);
}
