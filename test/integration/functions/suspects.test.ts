import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { runSuspects } from '../../../functions/record-votes/run-suspects.ts';
import { batch, deployment, judgmentsOf, MemoryMessages, message, vote } from './deployment.ts';

const minute = () => 60_000;
const suspect = (id: string, receives = 4) => message(id, vote(id), receives);

/** Runs suspects of which some end the process; tells what was run, and what the queue was told before the end. */
async function run(suspects: SQSRecord[], poison: string[], now: () => number = () => 0) {
  const queue = new MemoryMessages();
  const ran: string[] = [];
  class Death extends Error {}
  const undone = await runSuspects(suspects, {
    queue,
    run: async ({ messageId }) => {
      queue.calls.push(`run ${messageId}`);
      ran.push(messageId);
      if (poison.includes(messageId)) throw new Death();
      return true;
    },
    left: minute,
    random: () => 0.5,
    now,
  }).catch((error) => {
    if (error instanceof Death) return null;
    throw error;
  });
  return { calls: queue.calls, ran, undone };
}

test('a message received four times is recorded, like any other, but alone', async () => {
  const world = deployment();
  const result = await handleBatch(
    batch(message('1', vote('1'), 3), suspect('2'), suspect('3')),
    world,
    minute,
  );
  expect(result).toEqual({ batchItemFailures: [] });
  expect(await judgmentsOf(world)).toEqual(['1', '2', '3']);
  expect(world.queue.calls[0]).toBe('remove 1');
  expect(world.queue.calls).toContain('remove 2');
  expect(world.queue.calls).toContain('remove 3');
});

test('what came with a suspect is recorded and deleted before the suspect is run', async () => {
  const world = deployment();
  const seen: string[][] = [];
  const open = world.store.open;
  world.store.open = async (...given) => {
    seen.push([...world.queue.calls]);
    return open(...given);
  };
  await handleBatch(
    batch(suspect('poison'), message('1', vote('1')), message('2', vote('2'))),
    world,
    minute,
  );
  expect(seen).toEqual([[], ['remove 1 2']]);
});

test('a good message that must come again is not deleted for a suspect’s sake', async () => {
  const world = deployment();
  const waits = message('1', vote('1', { study: 'third' }));
  world.objects.held.set('protocols/third.json', '{');
  const result = await handleBatch(batch(waits, message('2', vote('2')), suspect('3')), world, minute);
  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(world.queue.calls[0]).toBe('remove 2');
});

test('poison takes nobody along: those before it are deleted, those after it were handed back before', async () => {
  const { calls, ran, undone } = await run([suspect('a'), suspect('poison'), suspect('b')], ['poison']);
  expect(undone).toBeNull();
  expect(ran).toEqual(['a', 'poison']);
  expect(calls).toEqual([
    'hide a:16 poison:16 b:16',
    'hide a:360',
    'run a',
    'remove a',
    'hide poison:360',
    'run poison',
  ]);
});

test('the least received suspects are run first: poison has been received most', async () => {
  const { ran } = await run([suspect('poison', 9), suspect('b', 4), suspect('c', 5)], []);
  expect(ran).toEqual(['b', 'c', 'poison']);
});

test('a suspect alone in its batch is run without further ado', async () => {
  const { calls } = await run([suspect('a')], []);
  expect(calls).toEqual(['run a', 'remove a']);
});

test('suspects for whom no time is left come again by themselves, later than this run ends', async () => {
  let time = 0;
  const { ran, undone, calls } = await run([suspect('a'), suspect('b'), suspect('c')], [], () => {
    time += 4000;
    return time;
  });
  expect(ran).toEqual(['a', 'b']);
  expect(undone).toEqual(new Set(['c']));
  expect(calls[0]).toContain('c:16');
});
