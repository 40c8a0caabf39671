import { availableParallelism } from 'node:os';
import { OwnError } from '../../shared/lib/index.ts';
import type { StackDescription } from './description.ts';
import { functionPool } from './function-pool.ts';
import type { FunctionLogs } from './logs.ts';

/** A process of a function. It is `busy` from the receipt of an event until its answer. */
export interface FunctionStatus {
  function: string;
  pid: number;
  busy: boolean;
}

/** The functions of a stack, each with its processes. */
export interface Functions {
  /** Runs a function by its ARN. @throws FunctionError if the function fails */
  invoke(arn: string, payload: unknown): Promise<unknown>;
  processes(): FunctionStatus[];
  stop(): Promise<void>;
}

/**
 * Maximum number of processes of a function: the maximum concurrency of its event source, limited by the parallelism
 * of this machine.
 */
export function processLimit({ eventSources }: StackDescription, functionArn: string): number {
  const declared = eventSources.find((source) => source.functionArn === functionArn)?.maximumConcurrency ?? 2;
  return Math.min(declared, Math.max(2, availableParallelism()));
}

/** @param environment variables of every function in addition to its own */
export function prepareFunctions(
  description: StackDescription,
  environment: Record<string, string>,
  logs: FunctionLogs,
): Functions {
  const pools = new Map(
    description.functions.map((lambda) => [
      lambda.arn,
      functionPool(
        lambda,
        processLimit(description, lambda.arn),
        // The function's name serves as its access key. Tests identify the caller of a request by the key that signed
        // it, in place of a role.
        { ...environment, AWS_ACCESS_KEY_ID: lambda.name },
        logs.of(lambda.name),
      ),
    ]),
  );
  return {
    async invoke(arn, payload) {
      const pool = pools.get(arn);
      if (!pool) throw new OwnError(`The template has no function ${arn}.`);
      return pool.invoke(payload);
    },
    processes: () =>
      [...pools.values()].flatMap((pool) =>
        pool.processes().map(({ pid, busy }) => ({ function: pool.description.name, pid, busy: busy() })),
      ),
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}
