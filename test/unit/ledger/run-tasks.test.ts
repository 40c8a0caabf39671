import { expect, test } from 'vitest';
import { runTasks, type Task } from '../../../shared/ledger/run.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('tasks with a common lock never run together, and the number of running tasks stays within the limit', async () => {
  const tasks = Array.from({ length: 30 }, (_, index) => ({ locks: [`cell ${index % 4}`, `own ${index}`] }));
  const running = new Set<Task>();
  let most = 0;
  const done: Task[] = [];
  await runTasks(tasks, 3, async (task) => {
    for (const other of running) expect(other.locks[0]).not.toBe(task.locks[0]);
    running.add(task);
    most = Math.max(most, running.size);
    await tick();
    running.delete(task);
    done.push(task);
    return [];
  });
  expect(most).toBe(3);
  expect(new Set(done)).toEqual(new Set(tasks));
});

test('tasks that a task returns are also done', async () => {
  const done: number[] = [];
  await runTasks([{ locks: [], depth: 3 }], 2, async ({ depth }) => {
    done.push(depth);
    return depth > 0
      ? [
          { locks: [], depth: depth - 1 },
          { locks: [], depth: 0 },
        ]
      : [];
  });
  expect(done.sort()).toEqual([0, 0, 0, 0, 1, 2, 3]);
});

test('if a task throws, running tasks are awaited and no other task starts', async () => {
  const finished: string[] = [];
  const tasks = ['fails', 'slow', 'never'].map((name) => ({ locks: [name] }));
  const done = runTasks(tasks, 2, async ({ locks: [name] }) => {
    await tick();
    if (name === 'fails') throw new Error('no more');
    await tick();
    finished.push(name!);
    return [];
  });
  await expect(done).rejects.toThrow('no more');
  expect(finished).toEqual(['slow']);
});
