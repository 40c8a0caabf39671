import { expect, it } from 'vitest';
import { configurationVersion } from '../../../calibration/code-version.ts';
import { CONFIGURATIONS, configurationNamed } from '../../../calibration/configurations/index.ts';
import { readCalibrationOptions } from '../../../calibration/options.ts';

it('there are at most 24 configurations, of three kinds, each with a name of its own', () => {
  expect(CONFIGURATIONS.length).toBeLessThanOrEqual(24);
  expect(new Set(CONFIGURATIONS.map(({ name }) => name)).size).toBe(CONFIGURATIONS.length);
  expect(new Set(CONFIGURATIONS.map(({ kind }) => kind)).size).toBe(3);
});

it('a complete run takes at most twelve hours on two cores', () => {
  const seconds = CONFIGURATIONS.reduce(
    (sum, { variants, studies, seconds }) => sum + Object.keys(variants).length * studies * seconds,
    0,
  );
  expect(seconds).toBeLessThan(2 * 12 * 3_600);
});

it('the version of a configuration changes with the code and with the world, and not with words', () => {
  const paper = configurationNamed('paper');
  const version = configurationVersion('code', paper);
  expect(configurationVersion('other code', paper)).not.toBe(version);
  expect(configurationVersion('code', { ...paper, says: 'Other words.', studies: 7 })).toBe(version);
  const spec = paper.variants['']!;
  expect(configurationVersion('code', { ...paper, variants: { '': { ...spec, halo: 0.1 } } })).not.toBe(
    version,
  );
  const { scenario } = configurationNamed('at tolerance').variants['']!;
  expect(configurationVersion('code', { ...paper, variants: { '': { ...spec, scenario } } })).not.toBe(
    version,
  );
});

it.each([
  [['--part', '13/12'], '--part must be like 3/12'],
  [['--part', 'three'], '--part must be like 3/12'],
  [['--minutes', '0'], '--minutes must be a whole number from 1'],
  [['--configurations', 'paper; atlantis'], 'no configuration is called "atlantis"'],
  [['--baseline', '--tuning'], '--baseline and --tuning exclude each other'],
])('the options %j are refused with one line about the mistake', (args, message) => {
  expect(() => readCalibrationOptions(args)).toThrow(message);
});

it('the options of a part are read', () => {
  expect(readCalibrationOptions(['--part', '3/12', '--minutes', '50'])).toMatchObject({
    part: { number: 3, of: 12 },
    minutes: 50,
    label: 'current',
  });
});
