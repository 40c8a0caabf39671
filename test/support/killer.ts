import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../shared/lib/random.ts';
import type { RunningStack } from './running-stack.ts';

/** Kills function processes while they work. */
export interface Killer {
  /** Processes that were killed in the middle of an event, by function. */
  hits(): { function: string; pid: number }[];
  /** Stops the killer. */
  stop(): Promise<void>;
}

/** The processes to kill. Times are random for each kill, up to these limits. */
export interface Target {
  /** The name of a function, or a part of it. */
  readonly function: string;
  /** Maximum time in ms that a process works before it is killed. */
  readonly work: number;
  /** Maximum time in ms between two kills of a function. */
  readonly peace: number;
}

/** Sends SIGKILL to busy processes of each target at random times, until it is stopped. */
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
  // A process that answered just before its death is no hit. The log reports a crash only for a process that had not
  // answered.
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
