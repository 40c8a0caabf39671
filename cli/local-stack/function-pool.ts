import type { FunctionDescription } from './description.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';

/** The error of an invocation: the function threw, crashed or timed out. */
export class FunctionError extends Error {
  override name = 'FunctionError';
  /** In Lambda's format: the name of the error, `Sandbox.Timedout` or `Runtime.ExitError`. */
  readonly errorType: string;
  readonly trace: string[];

  constructor(functionName: string, errorType: string, errorMessage: string, trace: string[] = []) {
    super(`${functionName}: ${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.trace = trace;
  }
}

/** The processes of one function. They start on demand and stay warm for the next event. */
export interface FunctionPool {
  description: FunctionDescription;
  /**
   * Runs one event on an idle process or on a new process. If the limit is reached, the event waits for a free process.
   */
  invoke(payload: unknown): Promise<unknown>;
  /** The processes that are alive. */
  processes(): FunctionProcess[];
  stop(): Promise<void>;
}

/** @param limit maximum number of processes of the function */
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
