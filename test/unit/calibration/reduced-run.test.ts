import { describe, expect, it } from 'vitest';
import { configurationNamed } from '../../../calibration/configurations/index.ts';
import { addSums, estimate, type Sums, sumsOf } from '../../../calibration/estimate.ts';
import { measureStudy } from '../../../calibration/measure/index.ts';

/** The first seed. No method was chosen or confirmed with these seeds. */
const FIRST = 90_001;

/** Measures a few studies of a variant. */
function measured(configuration: string, variant: string, studies: number) {
  const sums = new Map<string, Sums>();
  for (let seed = FIRST; seed < FIRST + studies; seed++)
    for (const [name, [hits, trials]] of measureStudy(configurationNamed(configuration), variant, seed))
      sums.set(name, addSums(sums.get(name), sumsOf(hits, trials)));
  return (name: string) => {
    const found = sums.get(name);
    if (!found) throw new Error(`there is no measurement of ${name}`);
    return estimate(found)!;
  };
}

describe('ten prompts per specialty that all clinicians judge', () => {
  const RATES = ['rates | failure | in a specialty', 'rates | composite failure | in a specialty'];

  it('give intervals that cover too seldom if the protocol says that prompts are own', () => {
    const of = measured('violated unseen', '10 repeated prompts declared as own', 12);
    for (const name of RATES) expect(of(name).upper).toBeLessThan(0.93);
  });

  it('give intervals that cover often enough if the judgments name them', () => {
    const of = measured('repeated prompts, edges', '10 prompts, ρ 0.3', 12);
    for (const name of RATES) expect(of(name).upper).toBeGreaterThan(0.93);
  });
});

describe('unsafe answers that are rated much less often than others', () => {
  it('let the audit call dangerous rates below tolerance, which the measure shows', () => {
    const of = measured('violated unseen', 'unsafe rated at 35 %, others at 90 %', 8);
    expect(of('below tolerance | of those at tolerance or above').lower).toBeGreaterThan(0.05);
  });
});

describe('small studies with own prompts and a dominant rater', () => {
  it('have few false zones', () => {
    const of = measured('one dominant rater', '', 12);
    expect(of('zones | false among confirmed').lower).toBeLessThan(0.05);
  });
});

describe('a study with a clinician from outside the population', () => {
  it('is judged by its claims, and not by its intervals and bounds', () => {
    const names = [...measureStudy(configurationNamed('one rogue'), '', FIRST).keys()];
    expect(names).toContain('zones | false among confirmed');
    expect(names.filter((name) => /^(bounds|rates|ranking) \|/.test(name))).toEqual([]);
  });
});

describe('looks at a growing study', () => {
  it('are all judged, and count a false claim at any of them', () => {
    const [name, variant] = ['looks, at tolerance', ''];
    const looks = { ...configurationNamed(name), looks: 6 };
    const counts = measureStudy(looks, variant, FIRST);
    for (const kind of ['false alarm', 'false zone', 'falsely cleared']) {
      const [ever, atLast] = [
        counts.get(`looks | ${kind} ever`)!,
        counts.get(`looks | ${kind} at the last look`)!,
      ];
      expect(ever[1]).toBe(1);
      expect(ever[0]).toBeGreaterThanOrEqual(atLast[0]);
    }
  });
});
