/** Some of the work, with the names of what it must not share with work going on beside it. */
export interface Task {
  readonly holds: readonly string[];
}

/**
 * Does tasks, up to `width` at once, never two that hold the same name, and next whatever further tasks they give.
 * Where one throws, the others are awaited, none is begun any more, and the error is thrown.
 */
export async function drain<T extends Task>(
  tasks: readonly T[],
  width: number,
  perform: (task: T) => Promise<readonly T[]>,
): Promise<void> {
  const waiting = [...tasks];
  const held = new Set<string>();
  const running = new Set<Promise<void>>();
  const begin = (task: T) => {
    for (const name of task.holds) held.add(name);
    const run = perform(task).then((further) => {
      waiting.unshift(...further);
      for (const name of task.holds) held.delete(name);
      running.delete(run);
    });
    running.add(run);
  };
  try {
    while (waiting.length > 0 || running.size > 0) {
      const free = waiting.findIndex((task) => !task.holds.some((name) => held.has(name)));
      if (running.size < width && free >= 0) begin(waiting.splice(free, 1)[0]!);
      else await Promise.race(running);
    }
  } finally {
    await Promise.allSettled(running);
  }
}
