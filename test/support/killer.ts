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

/** Longest that a process is left to work once it is chosen, and that the others are left in peace, ms. */
const LONGEST_WORK = 250;
const LONGEST_PEACE = 1000;

/** Sends SIGKILL to busy processes at random moments, until stopped. */
export function killBusyProcesses({ stack, log }: RunningStack, random: Random): Killer {
  const killed: { function: string; pid: number }[] = [];
  let going = true;
  const busy = () => stack.processes().filter((process) => process.busy);
  const kill = async (): Promise<void> => {
    while (going) {
      await sleep(random.uniform() * LONGEST_PEACE);
      const candidates = busy();
      if (candidates.length === 0) continue;
      // Processes of each function are as likely, however many it has.
      const name = random.pick([...new Set(candidates.map((one) => one.function))]);
      const victim = random.pick(candidates.filter((one) => one.function === name));
      await sleep(random.uniform() * LONGEST_WORK);
      if (!busy().some(({ pid }) => pid === victim.pid)) continue;
      process.kill(victim.pid, 'SIGKILL');
      killed.push({ function: victim.function, pid: victim.pid });
    }
  };
  const done = kill();
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
