import type { FunctionDescription } from './description.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';

/** What a caller gets when a function threw, crashed, or ran out of time. */
export class FunctionError extends Error {
  override name = 'FunctionError';
  /** As Lambda reports it: the error's name, `Sandbox.Timedout` or `Runtime.ExitError`. */
  readonly errorType: string;
  readonly trace: string[];

  constructor(functionName: string, errorType: string, errorMessage: string, trace: string[] = []) {
    super(`${functionName}: ${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.trace = trace;
  }
}

/** The processes of one function. They start when an event needs them and stay warm for the next. */
export interface FunctionPool {
  description: FunctionDescription;
  /** Runs one event on an idle process, on a new one, or, when all are busy, on the first that gets free. */
  invoke(payload: unknown): Promise<unknown>;
  /** Those that are alive. */
  processes(): FunctionProcess[];
  stop(): Promise<void>;
}

/** @param limit how many processes the function may have at once */
export function functionPool(
  description: FunctionDescription,
  limit: number,
  environment: Record<string, string>,
  log: (line: string) => void,
): FunctionPool {
  const processes = new Set<FunctionProcess>();
  const starting = new Set<Promise<FunctionProcess>>();
  const idle: FunctionProcess[] = [];
  const queue: (() => void)[] = [];
  let busy = 0;
  let stopped = false;

  const take = async (): Promise<FunctionProcess> => {
    if (busy >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    else busy += 1;
    const warm = idle.pop();
    if (warm?.alive()) return warm;
    if (warm) processes.delete(warm);
    const start = startFunctionProcess(description, environment, log);
    starting.add(start);
    const fresh = await start.finally(() => starting.delete(start));
    processes.add(fresh);
    return fresh;
  };
  const giveBack = (used: FunctionProcess | undefined) => {
    if (used?.alive()) idle.push(used);
    else if (used) processes.delete(used);
    const next = queue.shift();
    if (next) next();
    else busy -= 1;
  };

  return {
    description,
    async invoke(payload) {
      if (stopped) throw new FunctionError(description.name, 'Stopped', 'the local stack has stopped');
      let used: FunctionProcess | undefined;
      try {
        used = await take();
        const outcome = await used.invoke(JSON.stringify(payload));
        if (outcome.ok) return JSON.parse(outcome.payload) as unknown;
        throw new FunctionError(description.name, outcome.errorType, outcome.errorMessage, outcome.trace);
      } finally {
        giveBack(used);
      }
    },
    processes: () => [...processes].filter((one) => one.alive()),
    async stop() {
      stopped = true;
      await Promise.allSettled(starting);
      await Promise.all([...processes].map((one) => one.stop()));
    },
  };
}
