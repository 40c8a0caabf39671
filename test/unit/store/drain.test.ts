import { expect, test } from 'vitest';
import { drain, type Task } from '../../../shared/store/drain.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('tasks that hold the same name never run at the same time, and the concurrency limit is kept', async () => {
  const tasks = Array.from({ length: 30 }, (_, index) => ({ holds: [`cell ${index % 4}`, `own ${index}`] }));
  const running = new Set<Task>();
  let most = 0;
  const done: Task[] = [];
  await drain(tasks, 3, async (task) => {
    for (const other of running) expect(other.holds[0]).not.toBe(task.holds[0]);
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
  await drain([{ holds: [], depth: 3 }], 2, async ({ depth }) => {
    done.push(depth);
    return depth > 0
      ? [
          { holds: [], depth: depth - 1 },
          { holds: [], depth: 0 },
        ]
      : [];
  });
  expect(done.sort()).toEqual([0, 0, 0, 0, 1, 2, 3]);
});

test('if a task throws, running tasks are awaited and no other task starts', async () => {
  const finished: string[] = [];
  const tasks = ['fails', 'slow', 'never'].map((name) => ({ holds: [name] }));
  const drained = drain(tasks, 2, async ({ holds: [name] }) => {
    await tick();
    if (name === 'fails') throw new Error('no more');
    await tick();
    finished.push(name!);
    return [];
  });
  await expect(drained).rejects.toThrow('no more');
  expect(finished).toEqual(['slow']);
});
