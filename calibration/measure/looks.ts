import { drawStudy } from '../world/draw.ts';
import { evidenceCounter } from '../world/evidence.ts';
import { PLANTED } from '../world/scenarios.ts';
import { protocolOf, type WorldSpec } from '../world/spec.ts';
import { truthOf } from '../world/truth.ts';
import { samplingOf, type UnitKind } from '../world/units.ts';
import { DailyZones, type Look } from './daily-zones.ts';
import { randomOf } from './findings.ts';
import { HitCounter, type Measured } from './tally.ts';

/** Number of looks at a study while its votes arrive evenly: one on each day of a year. */
const LOOKS = 365;
/** Days for which the report gives the share of planted zones found. */
const DAYS = [90, 180, 365];
const KINDS = ['confirmed', 'alarms'] as const;

/**
 * Measures how often a study has a false finding at some look of a year, and how soon planted zones are found. It
 * does so for confirmed zones, which are tested anew at each look, and for alarms, which should be valid over all
 * looks.
 */
export function measureLooks(spec: WorldSpec, seed: number, units: UnitKind = 'clinicians'): Measured {
  const random = randomOf(spec, seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const sampling = samplingOf(spec, units);
  const counter = evidenceCounter(protocolOf(spec), sampling);
  const daily = new DailyZones(counter.growingEvidence(), protocolOf(spec), sampling);
  const multiples = daily.cells.map(
    ({ model, specialty, criterion, level, tolerance }) =>
      truth.rate(model, specialty, criterion, level) / tolerance,
  );
  /** Day of the first finding, by cell. */
  const first = { confirmed: new Map<number, number>(), alarms: new Map<number, number>() };
  let [votes, day] = [0, 0];
  let last: Look = { confirmed: [], alarms: [] };
  drawStudy(truth, random, (judgment) => {
    counter.count(judgment);
    daily.count(judgment);
    votes++;
    if (Math.floor((votes * LOOKS) / spec.votes) === day) return;
    day++;
    last = daily.look();
    for (const kind of KINDS) for (const at of last[kind]) if (!first[kind].has(at)) first[kind].set(at, day);
  });

  const tally = new HitCounter();
  const isFalse = (at: number) => multiples[at]! <= 1 + 1e-6;
  for (const kind of KINDS) {
    const found = [...first[kind].keys()];
    const wrong = found.filter(isFalse).length;
    tally.add(`looks | ${kind} | false at some look`, wrong > 0);
    tally.add(`looks | ${kind} | false at the last look`, last[kind].some(isFalse));
    tally.add(`looks | ${kind} | false discovery rate over all looks`, wrong / Math.max(1, found.length));
    for (const [at, cell] of daily.cells.entries()) {
      const planted = PLANTED.find((multiple) => Math.abs(multiples[at]! - multiple) < 1e-6);
      if (!planted) continue;
      for (const by of DAYS)
        tally.add(
          `looks | ${kind} | ${cell.level} | planted ${planted}τ by day ${by}`,
          (first[kind].get(at) ?? Number.POSITIVE_INFINITY) <= by,
        );
    }
  }
  return tally.counts;
}
