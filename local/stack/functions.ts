import { availableParallelism } from 'node:os';
import { OwnError } from '../../shared/own-error.ts';
import type { StackDescription } from './description.ts';
import { functionPool } from './function-pool.ts';
import type { FunctionLogs } from './logs.ts';

/** A process of a function: `busy` from the moment it has an event until it has answered. */
export interface FunctionStatus {
  function: string;
  pid: number;
  busy: boolean;
}

/** The functions of a stack, each with its processes. */
export interface Functions {
  /** Runs a function by its ARN. @throws FunctionError when it fails */
  invoke(arn: string, payload: unknown): Promise<unknown>;
  processes(): FunctionStatus[];
  stop(): Promise<void>;
}

/** How many processes a function gets: its event source's maximum concurrency, within what this machine can run. */
export function processLimit({ eventSources }: StackDescription, functionArn: string): number {
  const declared = eventSources.find((source) => source.functionArn === functionArn)?.maximumConcurrency ?? 2;
  return Math.min(declared, Math.max(2, availableParallelism()));
}

/** @param environment what every function gets beside its own variables */
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
        // A role of its own, so to say: who calls can be told by the name that a call is signed with.
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
