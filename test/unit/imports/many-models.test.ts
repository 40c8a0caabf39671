import { expect, test } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { attempt, countersOf, newWorld } from './importing.ts';

const HEADER = 'clinician,specialty,judgment,first,second,outcome';

/** Votes on as many models. Each vote names one that no other vote names. */
const votesOn = (models: number): string =>
  [
    HEADER,
    ...Array.from(
      { length: models - 1 },
      (_, index) => `dr ${index % 7},cardiology,j${index},base,m${index},tie`,
    ),
  ].join('\n');

test('a file with more models than any study is refused before a row counts, with the remedy', async () => {
  const world = newWorld();
  await attempt(world, votesOn(10_001));
  expect(world.receipts.receipt).toMatchObject({
    status: 'failed',
    recorded: 0,
    message: expect.stringMatching(/more than 10,000 models.*Name the column of the models in a mapping/),
  });
  expect(await countersOf(world)).toEqual([]);
});

test('a file with 10,000 models is read', async () => {
  const world = newWorld();
  await attempt(world, votesOn(10_000));
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', recorded: 9_999 });
});

test('a protocol that lists the models refuses the rows of all others, and not the file', async () => {
  const world = newWorld();
  await attempt(world, votesOn(10_050), { protocol: protocol.parse({ models: ['base', 'm1'] }) });
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', recorded: 1, rejected: 10_048 });
});
