import { expect, test } from 'vitest';
import { rotate } from '../../../functions/support/rotate.ts';

test('every study comes first at some time, and none is left out', () => {
  const names = ['a', 'b', 'c'];
  expect([0, 1, 2].map((now) => rotate(names, now).join(''))).toEqual(['abc', 'bca', 'cab']);
});

test('no studies are no studies', () => {
  expect(rotate([], 1_772_000_000_000)).toEqual([]);
});
