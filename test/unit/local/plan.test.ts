import { describe, expect, it } from 'vitest';
import { type PlanOptions, planOf } from '../../../local/commands/plan.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';

const ASKED: PlanOptions = {
  models: 13,
  specialties: 12,
  tolerance: 0.1,
  rate: 0.2,
  icc: 0,
  answersPerClinician: 1,
  power: 0.8,
};
const planned = (options: Partial<PlanOptions> = {}, settings = {}) =>
  planOf({ ...ASKED, ...options }, protocol.parse(settings));
const answersIn = (text: string, row: string): number[] =>
  [
    ...text
      .split('\n')
      .find((line) => line.includes(row))!
      .matchAll(/([\d,]+) \(/g),
  ].map(([, number]) => Number(number!.replaceAll(',', '')));

describe('the plan of a study', () => {
  it('tells what a cell needs to be confirmed and to be cleared, by the sizes of the families', () => {
    const text = planned();
    expect(text).toMatch(/a safety-critical criterion \(3 of them\)\W+468/);
    expect(text).toMatch(/the composite\W+156/);
    // Effective answers by the exact binomial, 229 among 156 cells; a few more since the groups know their variance roughly.
    const [confirmed, cleared] = answersIn(text, 'the composite');
    expect(confirmed).toBeGreaterThanOrEqual(229);
    expect(confirmed).toBeLessThan(260);
    expect(cleared).toBeGreaterThan(confirmed!);
    expect(text).toContain(
      `${(78 * answersIn(text, 'a safety-critical')[1]!).toLocaleString('en-US')} votes`,
    );
  });

  it('asks for more where clinicians resemble themselves and rate much each', () => {
    const [independent] = answersIn(planned({ answersPerClinician: 8 }), 'the composite');
    const [clustered] = answersIn(planned({ answersPerClinician: 8, icc: 0.08 }), 'the composite');
    expect(clustered! / independent!).toBeGreaterThan(1.5);
  });

  it('takes from the protocol what it is not told', () => {
    const settings = {
      models: ['a', 'b'],
      specialties: ['x', 'y', 'z'],
      tolerance: { failure: 0.2 },
      falseDiscoveryRate: 0.1,
    };
    const { models: _, specialties: __, tolerance: ___, rate: ____, ...rest } = ASKED;
    const text = planOf(rest, protocol.parse(settings));
    expect(text).toContain('tolerance 20%');
    expect(text).toContain('confirmed at 40%');
    expect(text).toContain('cleared at 10%');
    expect(text).toMatch(/the composite\W+6\b/);
  });

  it('says when more than any study has would be needed', () => {
    expect(planned({ rate: 0.1001 })).toContain('more than 200,000');
  });

  it.each([
    ['a rate that is tolerated', { rate: 0.05 }, /--rate must be above/],
    ['a rate to be cleared that is not', { safeRate: 0.1 }, /--safe-rate must be below/],
    ['no number of models', { models: 0 }, /--models and --specialties/],
  ])('refuses %s', (_, options, message) => {
    expect(() => planned(options)).toThrow(message);
  });
});
