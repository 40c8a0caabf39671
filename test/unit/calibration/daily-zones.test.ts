import { expect, it } from 'vitest';
import { DailyZones } from '../../../calibration/measure/daily-zones.ts';
import { randomOf } from '../../../calibration/measure/findings.ts';
import { drawStudy } from '../../../calibration/world/draw.ts';
import { evidenceCounter } from '../../../calibration/world/evidence.ts';
import { protocolOf } from '../../../calibration/world/spec.ts';
import { truthOf } from '../../../calibration/world/truth.ts';
import { samplingOf } from '../../../calibration/world/units.ts';
import { worldNamed } from '../../../calibration/world/worlds.ts';
import { ratesOf } from '../../../shared/audit/rates/rates.ts';
import { zones } from '../../../shared/audit/zones/zones.ts';

it('the simulation of daily looks finds the same zones and alarms as the audit', () => {
  const spec = worldNamed('paper');
  const random = randomOf(spec, 1);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const protocol = protocolOf(spec);
  const sampling = samplingOf(spec, 'clinicians');
  const counter = evidenceCounter(protocol, sampling);
  const daily = new DailyZones(counter.growingEvidence(), protocol, sampling);
  const seen = { confirmed: 0, alarms: 0 };
  let votes = 0;
  drawStudy(truth, random, (judgment) => {
    counter.count(judgment);
    daily.count(judgment);
    votes++;
    if (votes % 3_000 !== 0) return;
    const evidence = counter.evidence();
    const audited = zones(evidence, ratesOf(evidence, protocol), protocol);
    const places = (wanted: (zone: (typeof audited)[number]['zone']) => boolean) =>
      audited
        .filter(({ zone }) => wanted(zone))
        .map(({ model, specialty, criterion, zone }) => `${model} ${specialty} ${criterion} ${zone.level}`)
        .sort();
    const named = (found: readonly number[]) =>
      found
        .map((at) => daily.cells[at]!)
        .map(({ model, specialty, criterion, level }) => `${model} ${specialty} ${criterion} ${level}`)
        .sort();
    const look = daily.look();
    expect(named(look.confirmed)).toEqual(places(({ state }) => state === 'confirmed'));
    expect(named(look.alarms)).toEqual(places(({ alarm }) => alarm));
    seen.confirmed += look.confirmed.length;
    seen.alarms += look.alarms.length;
  });
  expect(seen.confirmed).toBeGreaterThan(10);
  expect(seen.alarms).toBeGreaterThan(5);
});
