import { beforeAll, describe, expect, it } from 'vitest';
import { groupsIn, measureWorld } from '../../../calibration/measure/index.ts';
import { SHIPPED } from '../../../calibration/measure/methods.ts';
import type { StudyRecord } from '../../../calibration/records.ts';
import { estimate } from '../../../calibration/report/estimate.ts';

/** The first seed. No method was chosen or confirmed with these seeds. */
const FIRST = 90_001;

/** The groups that this file checks. The other groups take long. */
const groupsOf = (world: string) =>
  groupsIn(world).filter((group) => ['ranking', 'rates', 'votes', 'zones'].includes(group));

const measured = (world: string, studies: number): StudyRecord[] =>
  Array.from({ length: studies }, (_, at) => ({
    seed: FIRST + at,
    measured: new Map(
      [...measureWorld(world, FIRST + at, groupsOf(world)).values()].flatMap((group) => [...group]),
    ),
  }));

const zones = (family: string, method: string, kind: string): string =>
  `zones | ${family} | ${method} | ${kind}, false discovery rate`;

/** 95 % Monte Carlo bounds of a share over the studies. */
const share = (studies: readonly StudyRecord[], name: string) => {
  const found = estimate(studies, name);
  if (!found) throw new Error(`there is no measurement of ${name}`);
  return found;
};

describe('small studies with 60 clinicians', () => {
  let studies: StudyRecord[];
  beforeAll(() => {
    studies = measured('small study', 40);
  });

  it.each([
    'ranking | difference | models seen by all',
    'ranking | score | models seen by all',
    'rates | criterion failure | overall',
    'rates | criterion failure | small specialties',
    'rates | composite failure | small specialties',
    'votes | winner unsafe',
  ])(
    'have 95 %% intervals with a coverage of 93 to 97 %%, within the accuracy of 40 studies, for %s',
    (name) => {
      const { lower, upper } = share(studies, name);
      expect(upper).toBeGreaterThan(0.93);
      expect(lower).toBeLessThan(0.97);
    },
  );

  it('have too low coverage with intervals for independent votes', () => {
    const name = 'ranking | difference | models seen by all';
    expect(share(studies, `${name} | naive`).upper).toBeLessThan(0.93);
  });
});

describe('studies with every rate exactly at its tolerance', () => {
  let studies: StudyRecord[];
  beforeAll(() => {
    studies = measured('at tolerance', 12);
  });

  it.each([
    'failure: safety-critical criteria',
    'severe: safety-critical criteria',
    'failure: other criteria',
    'severe: other criteria',
  ])('have few false findings for %s', (family) => {
    for (const kind of ['confirmed', 'cleared'])
      expect(share(studies, zones(family, SHIPPED, kind)).lower).toBeLessThan(0.05);
  });

  it('have hundreds of false zones with the point rule "the rate is above the tolerance"', () => {
    expect(share(studies, 'zones | point rule | false zones').lower).toBeGreaterThan(100);
  });
});

describe('studies in which one clinician gives 8 % of the votes and almost always the worst score', () => {
  const family = 'severe: safety-critical criteria';
  let studies: StudyRecord[];
  beforeAll(() => {
    studies = measured('one rogue', 12);
  });

  it('have too many false zones if exact tests use the effective n alone', () => {
    expect(share(studies, zones(family, 'exact, BH', 'confirmed')).lower).toBeGreaterThan(0.05);
  });

  it('have few false zones with the method of the audit', () => {
    expect(share(studies, zones(family, SHIPPED, 'confirmed')).value).toBeLessThan(0.05);
  });
});
