import { describe, expect, test } from 'vitest';
import * as dist from '../../../../shared/stats/numeric/distributions.ts';

/** Agreement up to a relative error, because absolute errors mean little in a tail. */
const near = (found: number, expected: number, relative = 1e-9) =>
  expect(Math.abs(found / expected - 1)).toBeLessThan(relative);

// Reference values: SciPy 1.17.
describe('distributions are accurate far into the tails', () => {
  test('quantiles of t equal those of SciPy', () => {
    near(dist.tQuantile(1e-8, 4.5), -86.63397656799835);
    near(dist.tQuantile(0.025 / 12, 31), -3.093505582668348);
    near(dist.tQuantile(0.975, 2.2), 3.948720749712723);
    near(dist.tQuantile(0.025 / 299, 4), -13.64152730578864);
    near(dist.tQuantile(0.975, 1), 12.706204736174694);
  });

  test('tails of t equal those of SciPy', () => {
    near(dist.tTwoSidedP(12, 4.5), 0.00013783197653273045);
    near(dist.tTwoSidedP(-40, 31), 3.0181419244420594e-28);
    near(dist.tUpperP(2, 1.5), 0.22418833035605112 / 2);
    expect(dist.tTwoSidedP(0, 7)).toBe(1);
    expect(dist.tTwoSidedP(5, 0)).toBe(1);
  });

  test('the beta distribution equals that of SciPy', () => {
    near(dist.betaCdf(0.1, 30.5, 70.25), 1.1455434217798477e-8);
    near(dist.betaCdf(0.1, 60, 41), 2.1909398776320826e-34);
    near(dist.betaQuantile(1e-8, 2, 100), 1.407260440202504e-6);
    near(dist.betaQuantile(0.95, 11, 90.5), 0.16293235434650102);
    near(dist.betaQuantile(1 - 1e-8, 3.5, 400), 0.06135644328606509);
  });

  test('the normal distribution equals that of SciPy', () => {
    near(dist.normalQuantile(0.975), 1.959963984540054);
    near(dist.normalQuantile(1e-8), -5.612001244174789);
  });
});
