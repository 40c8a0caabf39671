import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { rounded } from '../../../shared/audit/rounded.ts';

const roundedNumber = (value: number): number => rounded([value])[0]!;

it('equals the conversion from ten significant digits in text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }), (value) => {
      expect(roundedNumber(value)).toBe(Number(value.toPrecision(10)) + 0);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-13, max: 1e4, noNaN: true, noInteger: true }), (value) => {
      expect(roundedNumber(value)).toBe(Number(value.toPrecision(10)));
    }),
    { numRuns: 5000 },
  );
});

it('rounds halves and powers of ten like this conversion', () => {
  for (const value of [
    0.12345678905,
    1.5e-7,
    9.9999999995,
    9.99999999949,
    0.1 + 0.2,
    99999.999995,
    1e-30,
    5e-324,
  ])
    expect(roundedNumber(value)).toBe(Number(value.toPrecision(10)));
  expect(Object.is(roundedNumber(-0), 0)).toBe(true);
});

it('changes every number in a structure, and no other values', () => {
  const structure = { a: 1 / 3, list: [2 / 3, null, 'x', { b: [0.1 + 0.2] }], yes: true, none: null };
  expect(rounded(structure)).toEqual({
    a: 0.3333333333,
    list: [0.6666666667, null, 'x', { b: [0.3] }],
    yes: true,
    none: null,
  });
});
