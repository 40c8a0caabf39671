import { expect, test } from 'vitest';
import { turned } from '../../../functions/support/turned.ts';

test('every study comes first at some time, and none is left out', () => {
  const names = ['a', 'b', 'c'];
  expect([0, 1, 2].map((now) => turned(names, now).join(''))).toEqual(['abc', 'bca', 'cab']);
});

test('no studies are no studies', () => {
  expect(turned([], 1_772_000_000_000)).toEqual([]);
});
