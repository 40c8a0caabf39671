import { expect, test } from 'vitest';
import { countedUnits } from '../../../bench/scaling/counted.ts';
import {
  distinctCells,
  importUnits,
  queueUnits,
  type Shape,
  totalUnits,
} from '../../../bench/scaling/model.ts';
import { clinicianCount, judgmentEvents } from '../../../bench/workload.ts';

const VOTES = 6000;
const events = judgmentEvents(VOTES);
const shape: Shape = { models: 13, specialties: 12, clinicians: clinicianCount(VOTES), judgments: VOTES };
/** Largest deviation of the model from the requests of the code, in per cent. */
const WITHIN = 3;

const error = (said: number, counted: number): number => 100 * Math.abs(said / counted - 1);

test('the cost model of the queue agrees with the cost of the requests', async () => {
  const counted = await countedUnits(events, { path: 'queue', batch: 100 });
  expect(error(totalUnits(queueUnits(shape, 100)), totalUnits(counted))).toBeLessThan(WITHIN);
  expect(totalUnits(counted)).toBeLessThan(4.1);
});

test.each([500, 2000, VOTES])(
  'the cost model of an import in windows of %i agrees with the cost of the requests',
  async (window) => {
    const counted = await countedUnits(events, { path: 'import', batch: window });
    expect(error(totalUnits(importUnits(shape, window)), totalUnits(counted))).toBeLessThan(WITHIN);
  },
);

test('the number of distinct cells grows with the judgments, up to the number of possible cells', () => {
  const numbers = [1, 10, 1000, 1e5, 1e7, 1e9].map((n) => distinctCells(shape, n));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers[0]).toBeCloseTo(1, 3);
  expect(numbers.at(-1)).toBeLessThanOrEqual(78 * 12 * 32);
});
