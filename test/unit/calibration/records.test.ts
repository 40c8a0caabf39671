import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blocksInPart, blocksOf, missingSeeds } from '../../../calibration/blocks.ts';
import { CONFIGURATIONS, configurationNamed } from '../../../calibration/configurations/index.ts';
import { type Sums, sumsOf } from '../../../calibration/estimate.ts';
import { holdsFor, Records } from '../../../calibration/records.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const block = (seeds: readonly [number, number], hits: number, code = 'c1') => ({
  configuration: 'a world',
  code,
  variant: 'x',
  seeds,
  measures: new Map<string, Sums>([['zones | any false', sumsOf(hits, 4)]]),
  digests: new Map([[seeds[0], `digest ${seeds[0]}`]]),
});

describe('records', () => {
  it('add up blocks of studies, and join adjoining seeds', () => {
    const records = new Records(directory, 1);
    records.add(block([1, 10], 1));
    records.add(block([21, 30], 2));
    records.add(block([11, 20], 3));
    expect(records.of('a world')).toEqual({
      configuration: 'a world',
      code: 'c1',
      variants: {
        x: {
          seeds: [[1, 30]],
          measures: { 'zones | any false': [3, 6, 12, 14, 24, 48] },
          probes: { 1: 'digest 1' },
        },
      },
    });
    expect(records.of('another world')).toBeNull();
  });

  it('have one line per measure', () => {
    new Records(directory, 1).add(block([1, 10], 1));
    const lines = readFileSync(join(directory, 'a-world.json'), 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('zones'))).toEqual([
      '        "zones | any false": [ 1, 1, 4, 1, 4, 16 ]',
    ]);
  });

  it('of other code are replaced, because figures of two versions must not be mixed', () => {
    const records = new Records(directory, 1);
    records.add(block([1, 10], 4));
    records.add(block([11, 20], 1, 'c2'));
    expect(records.of('a world')).toMatchObject({ code: 'c2', variants: { x: { seeds: [[11, 20]] } } });
  });

  it('of other code are kept and continued if that code is confirmed to give the same counts', () => {
    const records = new Records(directory, 1);
    records.add(block([1, 10], 4));
    expect(holdsFor(records.of('a world'), 'c2')).toBe(false);
    records.confirm('a world', 'c2');
    expect(holdsFor(records.of('a world'), 'c2')).toBe(true);
    records.add(block([11, 20], 1, 'c2'));
    expect(records.of('a world')).toMatchObject({
      ...{ code: 'c1', confirmed: 'c2' },
      variants: { x: { seeds: [[1, 20]], probes: { 1: 'digest 1' } } },
    });
    expect(holdsFor(records.of('a world'), 'c3')).toBe(false);
  });

  it('refuse a study that was counted already', () => {
    const records = new Records(directory, 1);
    records.add(block([1, 10], 1));
    expect(() => records.add(block([10, 12], 1))).toThrow('seed 10 is measured twice');
  });
});

describe('blocks', () => {
  const all = blocksOf({ configurations: CONFIGURATIONS, firstSeed: 1, studies: Number.POSITIVE_INFINITY });
  const secondsOf = (name: string) => configurationNamed(name).seconds;
  const secondsIn = (blocks: typeof all) =>
    blocks.reduce(
      (sum, { configuration, seeds }) => sum + (seeds[1] - seeds[0] + 1) * secondsOf(configuration),
      0,
    );

  it('hold every study of every variant once', () => {
    for (const { name, variants, studies } of CONFIGURATIONS)
      for (const variant of Object.keys(variants)) {
        const own = all.filter((one) => one.configuration === name && one.variant === variant);
        const seeds = own.flatMap(({ seeds: [first, last] }) =>
          Array.from({ length: last - first + 1 }, (_, at) => first + at),
        );
        expect(seeds).toEqual(Array.from({ length: studies }, (_, at) => at + 1));
      }
  });

  it('are divided into parts of about the same time, each in exactly one', () => {
    const parts = Array.from({ length: 12 }, (_, at) =>
      blocksInPart(all, { number: at + 1, of: 12 }, secondsOf),
    );
    expect(parts.flat()).toEqual(all);
    const mean = secondsIn(all) / 12;
    for (const part of parts) expect(Math.abs(secondsIn(part) - mean)).toBeLessThan(150);
  });

  it('are measured as far as their seeds are not recorded', () => {
    expect(missingSeeds([1, 30], [])).toEqual([[1, 30]]);
    expect(
      missingSeeds(
        [11, 30],
        [
          [1, 12],
          [20, 22],
        ],
      ),
    ).toEqual([
      [13, 19],
      [23, 30],
    ]);
    expect(missingSeeds([11, 30], [[1, 40]])).toEqual([]);
  });
});
