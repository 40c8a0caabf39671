import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../local/generate/random.ts';
import type { RunningStack } from './running-stack.ts';

/** Kills function processes while they work. */
export interface Killer {
  /** Processes that died of it in the midst of an event, by function. */
  hits(): { function: string; pid: number }[];
  /** Ends the killing. */
  stop(): Promise<void>;
}

/** Whom to kill, and how: times are drawn anew for each kill, up to these. */
export interface Target {
  /** A function's name, or a part of it. */
  readonly function: string;
  /** Longest that a process is left to work before it is killed, ms. */
  readonly work: number;
  /** Longest that the function is left in peace between two kills, ms. */
  readonly peace: number;
}

/** Sends SIGKILL to busy processes of each target at random moments, until stopped. */
export function killBusyProcesses(
  { stack, log }: RunningStack,
  targets: readonly Target[],
  random: Random,
): Killer {
  const killed: { function: string; pid: number }[] = [];
  let going = true;
  const busy = (name: string) =>
    stack.processes().filter((process) => process.busy && process.function.includes(name));
  const hunt = async ({ function: name, work, peace }: Target): Promise<void> => {
    while (going) {
      await sleep(random.uniform() * peace);
      const candidates = busy(name);
      if (candidates.length === 0) continue;
      const { pid } = random.pick(candidates);
      await sleep(random.uniform() * work);
      if (!busy(name).some((process) => process.pid === pid)) continue;
      process.kill(pid, 'SIGKILL');
      killed.push({ function: name, pid });
    }
  };
  const done = Promise.all(targets.map(hunt));
  // A process that had answered just before it died was not hit: only those that had not are said to have crashed.
  const crashed = (pid: number) =>
    log.some((line) => line.includes(`The process ${pid} ended with signal SIGKILL`));
  return {
    hits: () => killed.filter(({ pid }) => crashed(pid)),
    stop: async () => {
      going = false;
      await done;
    },
  };
}
