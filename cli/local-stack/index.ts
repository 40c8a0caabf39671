import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnError } from '../../shared/lib/index.ts';
import type { FunctionDescription } from './description.ts';
import type { QueueDepth } from './emulator.ts';
import { clientEnvironment, type Endpoints } from './endpoints.ts';
import type { LocalStackError } from './errors.ts';
import { startEventSources } from './event-sources.ts';
import { type FunctionStatus, prepareFunctions } from './functions.ts';
import { type Log, openLogs } from './logs.ts';
import { startSchedules } from './schedule.ts';
import { type Cleanup, startServices } from './services.ts';
import { readTemplate } from './template-json.ts';

export type { Endpoints } from './endpoints.ts';
export { LocalStackError } from './errors.ts';
export { checkPrerequisites } from './prerequisites.ts';

export interface StackOptions {
  /** A synthesised cloud assembly: a `cdk.out` folder with one stack. */
  assembly: string;
  /** The value of the secrets that CloudFormation would generate. Random by default. */
  secret?: string | undefined;
  /** Receives every line that the functions print, and a line for every failed invocation. */
  log?: Log | undefined;
  /** The folder of the functions' log files. By default it is `local-logs` in the assembly. */
  logDirectory?: string | undefined;
  /** Ports to use. Free ports by default. */
  ports?: { dynamodb?: number | undefined; emulator?: number | undefined } | undefined;
  /** Receives a description of each wait during the start of the stack. */
  onWait?: ((what: string) => void) | undefined;
  /**
   * Replaces the endpoints that the functions use, for example with a proxy. The clients of the stack itself keep the
   * real endpoints.
   */
  endpointsForFunctions?: ((real: Endpoints) => Endpoints | Promise<Endpoints>) | undefined;
  /** Test aid: additional environment variables of the functions. */
  environmentForFunctions?: Record<string, string> | undefined;
  /** Test aid: a function process dies when it parses a text that contains this string, such as a message. */
  poison?: string | undefined;
}

export interface Stack {
  endpoints: Endpoints;
  /**
   * Environment variables with which any AWS client reaches this stack: AWS_ENDPOINT_URL_…, AWS_REGION and made-up
   * credentials.
   */
  environment: Record<string, string>;
  /** The stack's outputs by name. Queue URLs can be used as they are. */
  outputs: Record<string, string>;
  logDirectory: string;
  /** Resolves with the reason when the stack can no longer work, because its database ended. It also ends in a stop. */
  lost: Promise<LocalStackError>;
  /**
   * Runs a function by its name, its ARN, its logical id, or the name of an output that contains its name.
   * @throws FunctionError if the function fails
   */
  invoke(nameOrOutput: string, payload: unknown): Promise<unknown>;
  /** The function processes that are alive, and whether each one works on an event. */
  processes(): FunctionStatus[];
  /** The queues that feed a function, with their numbers of messages. */
  queues(): Promise<QueueDepth[]>;
  /** Resolves when all queues that feed a function are empty. A message in flight counts as a message. */
  drained(): Promise<void>;
  /** Stops all parts in order. Further calls have no effect. */
  stop(): Promise<void>;
}

async function start(options: StackOptions, cleanups: Cleanup[]): Promise<Omit<Stack, 'stop'>> {
  const log = options.log ?? (() => {});
  const services = await startServices(readTemplate(options.assembly), options, cleanups);
  const { description, endpoints, emulator, lost } = services;

  const logs = openLogs(options.logDirectory ?? join(options.assembly, 'local-logs'), log);
  cleanups.push(() => logs.close());
  const seen = (await options.endpointsForFunctions?.(endpoints)) ?? endpoints;
  const environment = {
    ...clientEnvironment(seen),
    ...options.environmentForFunctions,
    ...(options.poison !== undefined && { LOCAL_STACK_POISON: options.poison }),
  };
  const functions = prepareFunctions(
    {
      ...description,
      functions: description.functions.map((one) => reachQueuesBy(seen.sqs, one, endpoints)),
    },
    environment,
    logs,
  );
  const sources = startEventSources(description, endpoints.sqs, functions, log);
  const schedules = startSchedules(description.schedules, functions.invoke, log);
  let stopped = false;
  cleanups.push(async () => {
    stopped = true;
    schedules.stop();
    // Polling ends when its batches end, and they end with the processes that run them.
    await Promise.all([sources.stop(), functions.stop()]);
  });

  const queues = async (): Promise<QueueDepth[]> => {
    if (stopped) throw new OwnError('The local stack has stopped.');
    return (await emulator.depths()).filter(({ name }) => sources.queues.has(name));
  };

  return {
    endpoints,
    environment: clientEnvironment(endpoints),
    outputs: description.outputs,
    lost,
    logDirectory: logs.directory,
    processes: functions.processes,
    async invoke(nameOrOutput, payload) {
      const name = description.outputs[nameOrOutput] ?? nameOrOutput;
      const found = description.functions.find((one) => [one.name, one.arn, one.logicalId].includes(name));
      if (!found) throw new OwnError(`The stack has no function and no output ${nameOrOutput}.`);
      return functions.invoke(found.arn, payload);
    },
    queues,
    async drained() {
      const holdsMessages = ({ ready, inFlight, delayed }: QueueDepth) => ready + inFlight + delayed > 0;
      while ((await queues()).some(holdsMessages)) await sleep(50);
    },
  };
}

/**
 * Rewrites the queue URLs in a function's variables to another endpoint, because SQS clients connect to the host of
 * the queue URL.
 */
const reachQueuesBy = (sqs: string, lambda: FunctionDescription, real: Endpoints): FunctionDescription => ({
  ...lambda,
  environment: Object.fromEntries(
    Object.entries(lambda.environment).map(([name, value]) => [
      name,
      value.startsWith(`${real.sqs}/`) ? sqs + value.slice(real.sqs.length) : value,
    ]),
  ),
});

/**
 * Runs a synthesised stack on this machine, on loopback only. It starts a database engine, an emulator of S3 and SQS,
 * and processes for the bundled functions. It polls the queues, delivers object events and fires schedules.
 *
 * The caller must stop the stack, also on SIGINT. If the caller's process dies, all processes started here end by
 * themselves.
 * @throws LocalStackError if the user can remove the cause: the database cannot run, a port is taken, or the assembly
 * is missing
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const cleanups: Cleanup[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const cleanup of cleanups.toReversed()) await cleanup();
    })();
    return stopping;
  };
  try {
    return { ...(await start(options, cleanups)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
