import { expect, test } from 'vitest';
import { rotate } from '../../../functions/support/rotate.ts';

test('rotation puts every study first at some time and contains all studies', () => {
  const names = ['a', 'b', 'c'];
  expect([0, 1, 2].map((now) => rotate(names, now).join(''))).toEqual(['abc', 'bca', 'cab']);
});

test('rotation of an empty list gives an empty list', () => {
  expect(rotate([], 1_772_000_000_000)).toEqual([]);
});
