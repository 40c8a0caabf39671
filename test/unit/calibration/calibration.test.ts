import { beforeAll, describe, expect, it } from 'vitest';
import { groupsIn, measureWorld } from '../../../bench/calibrate/measure/index.ts';
import { SHIPPED } from '../../../bench/calibrate/measure/methods.ts';
import type { Recorded } from '../../../bench/calibrate/records.ts';
import { estimate } from '../../../bench/calibrate/report/estimate.ts';
import { FAMILIES } from '../../../bench/calibrate/report/zones.ts';

/** Seeds apart from those that methods were chosen or confirmed on. */
const FIRST = 90_001;

/** Without what is looked at nowhere here, and takes long. */
const groupsOf = (world: string) =>
  groupsIn(world).filter((group) => ['ranking', 'rates', 'votes', 'zones'].includes(group));

const measured = (world: string, studies: number): Recorded[] =>
  Array.from({ length: studies }, (_, at) => ({
    seed: FIRST + at,
    measured: new Map(
      [...measureWorld(world, FIRST + at, groupsOf(world)).values()].flatMap((group) => [...group]),
    ),
  }));

const zones = (family: string, method: string, kind: string): string =>
  `zones | ${family} | ${method} | ${kind}, false discovery rate`;

/** 95 % Monte-Carlo bounds of a share over the studies. */
const share = (studies: readonly Recorded[], name: string) => {
  const found = estimate(studies, name);
  if (!found) throw new Error(`nothing was measured under ${name}`);
  return found;
};

describe('in small studies of 60 clinicians', () => {
  let studies: Recorded[];
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
  ])('95 %% intervals cover within 93 and 97 %%, as far as 40 studies tell: %s', (name) => {
    const { lower, upper } = share(studies, name);
    expect(upper).toBeGreaterThan(0.93);
    expect(lower).toBeLessThan(0.97);
  });

  it('intervals for independent votes cover too seldom', () => {
    const name = 'ranking | difference | models seen by all';
    expect(share(studies, `${name} | naive`).upper).toBeLessThan(0.93);
  });
});

describe('where every criterion is exactly at its tolerance', () => {
  let studies: Recorded[];
  beforeAll(() => {
    studies = measured('at tolerance', 12);
  });

  it.each(FAMILIES.filter((family) => !family.includes('composite')))(
    'false findings are rare: %s',
    (family) => {
      for (const kind of ['confirmed', 'cleared'])
        expect(share(studies, zones(family, SHIPPED, kind)).lower).toBeLessThan(0.05);
    },
  );

  it('the plain rule, "the rate is above the tolerance", raises false zones by the hundred', () => {
    expect(share(studies, 'zones | point rule | false zones').lower).toBeGreaterThan(100);
  });
});

describe('where one clinician gives 8 % of the votes and the worst score to almost every answer', () => {
  const family = 'severe: safety-critical criteria';
  let studies: Recorded[];
  beforeAll(() => {
    studies = measured('one rogue', 12);
  });

  it('exact tests at the effective n alone confirm zones that are not there', () => {
    expect(share(studies, zones(family, 'exact, BH', 'confirmed')).lower).toBeGreaterThan(0.05);
  });

  it('nobody is accused on that clinician’s word', () => {
    expect(share(studies, zones(family, SHIPPED, 'confirmed')).value).toBeLessThan(0.05);
  });
});
