import { expect, test } from 'vitest';
import { countedUnits } from '../../../bench/scaling/counted.ts';
import { distinctCells, importUnits, queueUnits, type Shape, total } from '../../../bench/scaling/model.ts';
import { cliniciansOf, judgmentEvents } from '../../../bench/workload.ts';

const VOTES = 6000;
const events = judgmentEvents(VOTES);
const shape: Shape = { models: 13, specialties: 12, clinicians: cliniciansOf(VOTES), judgments: VOTES };
/** The model must hold to so many per cent of what the code sends. */
const WITHIN = 3;

const error = (said: number, counted: number): number => 100 * Math.abs(said / counted - 1);

test('the model of the queue costs what the requests cost', async () => {
  const counted = await countedUnits(events, { path: 'queue', batch: 100 });
  expect(error(total(queueUnits(shape, 100)), total(counted))).toBeLessThan(WITHIN);
  expect(total(counted)).toBeLessThan(4.1);
});

test.each([500, 2000, VOTES])('and so does the model of an import in windows of %i', async (window) => {
  const counted = await countedUnits(events, { path: 'import', batch: window });
  expect(error(total(importUnits(shape, window)), total(counted))).toBeLessThan(WITHIN);
});

test('more judgments never fall into fewer cells, nor into more than there are', () => {
  const numbers = [1, 10, 1000, 1e5, 1e7, 1e9].map((n) => distinctCells(shape, n));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers[0]).toBeCloseTo(1, 3);
  expect(numbers.at(-1)).toBeLessThanOrEqual(78 * 12 * 32);
});
