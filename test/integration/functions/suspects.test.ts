import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { handleBatch, runSuspects } from '../../../functions/record-votes/handle-batch.ts';
import type { Messages } from '../../../functions/support/messages.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { batch, deployment, judgmentsOf, MemoryMessages, message, vote } from './deployment.ts';

const minute = () => 60_000;
const suspect = (id: string, receives = 4) => message(id, vote(id), receives);

/** Simulates the end of the process. */
class Death extends Error {}

/** Runs suspects, some of which end the process. Returns the runs, and the calls to the queue before the end. */
async function run(
  suspects: SQSRecord[],
  { poison = [], failing = [], now = () => 0 }: { poison?: string[]; failing?: string[]; now?: () => number },
) {
  const queue = new MemoryMessages();
  const undone = await runSuspects(suspects, {
    queue,
    run: async (messages) => {
      const ids = messages.map(({ messageId }) => messageId);
      queue.calls.push(`run ${ids.join(' ')}`);
      if (ids.some((id) => poison.includes(id))) throw new Death();
      return { failed: new Set(ids.filter((id) => failing.includes(id))), deferred: new Set() };
    },
    left: minute,
    random: () => 0.5,
    now,
  }).catch((error) => {
    if (error instanceof Death) return null;
    throw error;
  });
  const ran = queue.calls.filter((call) => call.startsWith('run ')).map((call) => call.slice(4));
  return { calls: queue.calls, ran, undone };
}

test('a message that was received four times is recorded, but alone', async () => {
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

test('messages that came with a suspect are recorded and deleted before the suspect is run', async () => {
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

test('a good message that needs a retry is not deleted before suspects are run', async () => {
  const world = deployment();
  const waits = message('1', vote('1', { study: 'third' }));
  world.exports.write('protocols/third.json', '{');
  const result = await handleBatch(batch(waits, message('2', vote('2')), suspect('3')), world, minute);
  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(world.queue.calls[0]).toBe('remove 2');
});

test('poison affects no other message: earlier ones are deleted, and later ones were returned before it runs', async () => {
  const { calls, undone } = await run([suspect('poison', 4), suspect('a'), suspect('b')], {
    poison: ['poison'],
  });
  expect(undone).toBeNull();
  expect(calls).toEqual(['hide poison:16 a:16 b:16', 'hide poison:390', 'run poison']);
});

test('the suspects with the fewest receives are run first, because poison has the most', async () => {
  const { ran } = await run([suspect('poison', 9), suspect('b', 4), suspect('c', 5)], {});
  expect(ran).toEqual(['b', 'c poison']);
});

test('a suspect that is alone in its batch is run immediately', async () => {
  const { calls } = await run([suspect('a')], {});
  expect(calls).toEqual(['run a', 'remove a']);
});

const many = (count: number) => Array.from({ length: count }, (_, index) => suspect(`${index}`));

test('the number of suspects doubles after each success: a hundred in seven runs', async () => {
  const { ran, undone } = await run(many(100), {});
  expect(ran.map((ids) => ids.split(' ').length)).toEqual([1, 2, 4, 8, 16, 32, 37]);
  expect(undone).toEqual(new Set());
});

test('after a suspect that needs a retry, the next one is run alone', async () => {
  const { ran, calls, undone } = await run(many(8), { failing: ['2'] });
  expect(ran).toEqual(['0', '1 2', '3', '4 5', '6 7']);
  expect(undone).toEqual(new Set(['2']));
  expect(calls).toContain('remove 1');
});

test('suspects without time left return to the queue after the end of this run', async () => {
  let time = 0;
  const now = () => {
    time += 4000;
    return time;
  };
  const { ran, undone, calls } = await run([suspect('a'), suspect('b'), suspect('c'), suspect('d')], { now });
  expect(ran).toEqual(['a', 'b c']);
  expect(undone).toEqual(new Set(['d']));
  expect(calls[0]).toContain('d:16');
});

/** A queue after an outage, with the same number of receives for every message. Time is simulated, in seconds. */
function backlog(count: number, receives: number) {
  const messages = new Map<string, { receives: number; visibleAt: number }>();
  for (let index = 0; index < count; index += 1) messages.set(`${index}`, { receives, visibleAt: 0 });
  let time = 0;
  return {
    messages,
    /** Waits until some messages are visible, and receives up to a hundred of them. */
    receive(): SQSRecord[] {
      time = Math.max(time, Math.min(...[...messages.values()].map(({ visibleAt }) => visibleAt))) + 5;
      const visible = [...messages].filter(([, { visibleAt }]) => visibleAt <= time).slice(0, 100);
      return visible.map(([id, message]) => {
        message.receives += 1;
        message.visibleAt = time + 360;
        return suspect(id, message.receives);
      });
    },
    queue: {
      remove: async (handles: readonly string[]) => {
        for (const handle of handles) messages.delete(handle);
      },
      hide: async (hidden: Parameters<Messages['hide']>[0]) => {
        for (const { handle, seconds } of hidden) messages.get(handle)!.visibleAt = time + seconds;
      },
      send: async () => {},
    } satisfies Messages,
  };
}

test.each([1, 2, 3, 4])(
  'a backlog that contains poison is recorded within a few receives, except for the poison (seed %d)',
  async (seed) => {
    const random = seededRandom(seed).uniform;
    const { messages, receive, queue } = backlog(400, 40);
    const poison = new Set(['0', '57', '58', '199', '399']);
    const most = () => Math.max(...[...messages.values()].map((one) => one.receives));
    while (messages.size > poison.size && most() < 100) {
      const runAll = async (group: readonly SQSRecord[]) => {
        if (group.some(({ messageId }) => poison.has(messageId))) throw new Death();
        return { failed: new Set<string>(), deferred: new Set<string>() };
      };
      const suspects = receive().toSorted(() => random() - 0.5);
      await runSuspects(suspects, { queue, run: runAll, left: minute, random, now: () => 0 }).catch(() => {});
    }
    expect(new Set(messages.keys())).toEqual(poison);
    expect(most()).toBeLessThan(60);
  },
);
