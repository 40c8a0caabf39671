import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atMost,
  countStep,
  outwards,
  rateGrid,
  scoreStep,
  toStep,
} from '../../../../shared/publication/public/coarse.ts';

test('counts are given in steps of five, or of the limit if it is smaller', () => {
  expect([1, 3, 5, 20].map(countStep)).toEqual([1, 3, 5, 5]);
  expect([0, 2, 3, 7, 8, 101].map((count) => toStep(count, 5))).toEqual([0, 0, 5, 5, 10, 100]);
});

test('one step of a rate is as many answers as one step of its count', () => {
  const grid = rateGrid(100, 5)!;
  expect(grid.nearest(0.1234)).toBe(0.1);
  expect(grid.outwards([0.06, 0.21])).toEqual([0.05, 0.25]);
  expect(grid.above(0.21)).toBe(0.25);
});

test('a rate of fewer than four steps of answers is not given', () => {
  expect(rateGrid(15, 5)).toBeNull();
  expect(rateGrid(20, 5)).not.toBeNull();
});

test('with a limit of one clinician, nothing is rounded', () => {
  expect(rateGrid(7, 1)!.nearest(0.1428571429)).toBe(0.1428571429);
  expect(toStep(7, 1)).toBe(7);
  expect(atMost(0.0123, 1)).toBe(0.0123);
});

test('an interval on the grid contains the exact interval', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const [wideLow, wideHigh] = rateGrid(toStep(n, 5), 5)!.outwards([low, high]);
        return wideLow <= low + 1e-9 && wideHigh >= high - 1e-9 && wideLow >= 0 && wideHigh <= 1;
      },
    ),
  );
});

test('scores of models with few votes have large steps', () => {
  expect(scoreStep(100, 5)).toBe(35);
  expect(scoreStep(10_000, 5)).toBe(1);
  expect(outwards([987.4, 1023.2], 35)).toEqual([980, 1050]);
});

test('a p-value is given as an upper bound', () => {
  expect([0, 0.0012, 0.05, 0.7, 1].map((p) => atMost(p, 5))).toEqual([0.001, 0.005, 0.05, 1, 1]);
});
