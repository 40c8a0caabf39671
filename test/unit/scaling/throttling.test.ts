import { expect, test } from 'vitest';
import { throttle } from '../../../bench/scaling/throttling.ts';
import { VirtualTime } from '../../../bench/scaling/virtual-time.ts';
import { judgmentEvents } from '../../../bench/workload.ts';
import { seededRandom } from '../../../shared/lib/random.ts';

const SECONDS = 4;
const events = judgmentEvents(6000);

test('a load below the capacity of a partition is recorded in one attempt, and no message is returned to the queue', async () => {
  const calm = await throttle(events, { load: 0.8, seconds: SECONDS }, seededRandom(1));
  expect(calm).toMatchObject({ recorded: 1, handedBack: 0, receives: 1 });
});

test('a load of three times the capacity keeps the partition busy, and retries record each event once', async () => {
  const crowded = await throttle(events, { load: 3, seconds: SECONDS }, seededRandom(1));
  expect(crowded.recorded).toBe(1);
  expect(crowded.used).toBeGreaterThan(0.9);
  expect(crowded.handedBack).toBeGreaterThan(0);
  expect(crowded.receives).toBeLessThanOrEqual(3);
  expect(crowded.tries).toBeLessThan(6);
});

test('simulated time passes in order, and a promise that never settles causes an error', async () => {
  const time = new VirtualTime();
  const heard: number[] = [];
  const wait = async (milliseconds: number) => {
    await time.sleep(milliseconds);
    heard.push(time.now());
  };
  await time.run(Promise.all([wait(3_600_000), wait(10), wait(200)]));
  expect(heard).toEqual([10, 200, 3_600_000]);
  await expect(time.run(new Promise(() => {}))).rejects.toThrow('for ever');
});
