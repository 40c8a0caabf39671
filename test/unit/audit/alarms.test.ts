import { expect, it } from 'vitest';
import { alarms } from '../../../shared/audit/zones/alarms.ts';
import { upperTail } from '../../../shared/stats/numeric/beta-tail.ts';
import { audit } from '../../support/audit.ts';
import { inputOf, seeded, simulated } from './support.ts';

const cell = (rate: number | null, effectiveN = 100, family = 'failure: composite') => ({
  family,
  tolerance: 0.1,
  rate,
  effectiveN,
});

it('are raised if the rate is far above the tolerance, and never if it is within the tolerance', () => {
  expect(alarms([cell(0.5), cell(0.14), cell(0.1), cell(0.02), cell(null, 0)], 0.05)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('need more evidence if more cells are watched, tested or not', () => {
  const alone = alarms([cell(0.25)], 0.05);
  const among = alarms([cell(0.25), ...Array.from({ length: 400 }, () => cell(null, 0))], 0.05);
  expect([alone[0], among[0]]).toEqual([true, false]);
});

it('are not raised more easily because cells of another family are far above the tolerance', () => {
  const watched = (family: string) => [
    ...[0.22, 0.22, ...Array.from({ length: 20 }, () => 0.05)].map((rate) => cell(rate, 100, family)),
    ...Array.from({ length: 50 }, () => cell(0.9)),
  ];
  expect(alarms(watched('failure: composite'), 0.05).slice(0, 2)).toEqual([true, true]);
  expect(alarms(watched('failure: other criteria'), 0.05).slice(0, 2)).toEqual([false, false]);
});

it('are rarely false over a hundred looks at cells exactly at the tolerance, unlike one test per look', () => {
  const random = seeded(3);
  const worlds = 200;
  let [ever, plain] = [0, 0];
  for (let world = 0; world < worlds; world++) {
    const failures = new Array<number>(10).fill(0);
    let [alarmed, tested] = [false, false];
    for (let look = 1; look <= 100; look++) {
      for (let at = 0; at < failures.length; at++)
        for (let answer = 0; answer < 10; answer++) if (random() < 0.1) failures[at]!++;
      const n = 10 * look;
      alarmed ||= alarms(
        failures.map((k) => cell(k / n, n)),
        0.05,
      ).includes(true);
      tested ||= failures.some((k) => upperTail(k, n, 0.1) <= 0.05 / failures.length);
    }
    ever += alarmed ? 1 : 0;
    plain += tested ? 1 : 0;
  }
  expect(ever / worlds).toBeLessThanOrEqual(0.05);
  expect(plain / worlds).toBeGreaterThan(0.15);
});

it('mark the planted zone of a study and no other', () => {
  const { zones } = audit(
    inputOf(
      simulated({
        seed: 5,
        votes: 6000,
        clinicians: 300,
        models: ['A', 'B', 'C'],
        specialties: ['cardiology', 'oncology', 'urology'],
        ability: () => 0,
        risk: (model, specialty) => (model === 'A' && specialty === 'oncology' ? 0.35 : 0.05),
      }),
    ),
  );
  const marked = zones.filter(({ alarm }) => alarm);
  expect(new Set(marked.map(({ model, specialty }) => `${model} in ${specialty}`))).toEqual(
    new Set(['A in oncology']),
  );
  expect(marked.every(({ state }) => state === 'confirmed')).toBe(true);
});
