import { expect, test } from 'vitest';
import { until, within } from '../../support/until.ts';

/** A wait of these tests is meant to run out. */
const AT_ONCE = { seconds: 0.01, everyMs: 1 };
const never = new Promise<never>(() => {});

test('a wait ends with the first result that is accepted', async () => {
  let looks = 0;
  const look = () => ++looks;
  expect(await until('three looks', look, (seen) => seen === 3, { everyMs: 1 })).toBe(3);
  expect(looks).toBe(3);
});

test('a wait without a condition ends with the first truthy result', async () => {
  const results = [undefined, 0, '', 'here'];
  expect(await until('something', async () => results.shift(), undefined, { everyMs: 1 })).toBe('here');
});

test('a wait that runs out reports its condition and the last state', async () => {
  const depths = { votes: { ready: 3 } };
  await expect(
    until(
      'the queues to be empty',
      () => depths,
      () => false,
      AT_ONCE,
    ),
  ).rejects.toThrow('waited 0.01 s for the queues to be empty; saw last: { votes: { ready: 3 } }');
});

test('a wait runs out even if its look never returns', async () => {
  await expect(until('an answer', () => never, undefined, AT_ONCE)).rejects.toThrow(
    'waited 0.01 s for an answer; saw last: nothing yet',
  );
});

test('a wait ends immediately with the error of a look', async () => {
  const look = () => Promise.reject(new Error('the connection was refused'));
  await expect(until('an answer', look)).rejects.toThrow('the connection was refused');
});

test('a wait that has run out looks no more', async () => {
  let looks = 0;
  await until(
    'nothing',
    () => ++looks,
    () => false,
    AT_ONCE,
  ).catch(() => {});
  const before = looks;
  await within('a pause', never, () => 'paused', 0.03).catch(() => {});
  expect(looks - before).toBeLessThanOrEqual(1);
});

test.each([
  ['a state', () => 'two lines were printed', 'two lines were printed'],
  ['a state that has to be asked for', async () => ({ ready: 1 }), '{ ready: 1 }'],
  [
    'a state that cannot be shown',
    () => {
      throw new Error('the stack has stopped');
    },
    'Error: the stack has stopped',
  ],
])('a promise that is not kept in time is reported with %s', async (_, state, told) => {
  await expect(within('the command to end', never, state, 0.01)).rejects.toThrow(
    `waited 0.01 s for the command to end; saw last: ${told}`,
  );
});

test('a promise that is kept is handed on, and so is its error', async () => {
  expect(await within('a value', Promise.resolve(7), () => '')).toBe(7);
  await expect(within('a value', Promise.reject(new Error('broken')), () => '')).rejects.toThrow('broken');
});
