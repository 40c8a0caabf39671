import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnError } from '../../shared/own-error.ts';
import type { FunctionDescription } from './description.ts';
import type { QueueDepth } from './emulator.ts';
import { clientEnvironment, type Endpoints } from './endpoints.ts';
import { startEventSources } from './event-sources.ts';
import { type FunctionStatus, prepareFunctions } from './functions.ts';
import { type Log, openLogs } from './logs.ts';
import { startSchedules } from './schedule.ts';
import { type Cleanup, startServices } from './services.ts';
import { readTemplate } from './template-json.ts';

export type { Endpoints } from './endpoints.ts';
export { LocalStackError } from './errors.ts';
export { FunctionError } from './function-pool.ts';
export { checkPrerequisites } from './prerequisites.ts';

export interface StackOptions {
  /** A synthesised cloud assembly: a `cdk.out` folder with one stack. */
  assembly: string;
  /** The value of the secrets that the template leaves to be generated; random when not given. */
  secret?: string | undefined;
  /** Gets a line for everything the functions print and every invocation that fails. */
  log?: Log | undefined;
  /** Where the functions' log files go; by default `local-logs` in the assembly. */
  logDirectory?: string | undefined;
  /** Ports to use; free ones when not given. */
  ports?: { dynamodb?: number | undefined; emulator?: number | undefined } | undefined;
  /** Gets what the start of the stack waits for, as it waits. */
  onWait?: ((what: string) => void) | undefined;
  /** Gives the functions other ways to the services, as through a proxy; the stack's own clients keep the real ones. */
  endpointsForFunctions?: ((real: Endpoints) => Endpoints | Promise<Endpoints>) | undefined;
  /** Test aid: more variables for the functions' processes. */
  environmentForFunctions?: Record<string, string> | undefined;
  /** Test aid: a function process dies of the first text with this in it that it parses: of a message, say. */
  poison?: string | undefined;
}

export interface Stack {
  endpoints: Endpoints;
  /** What any AWS client needs to talk to this stack: AWS_ENDPOINT_URL_…, AWS_REGION, made-up credentials. */
  environment: Record<string, string>;
  /** The stack's outputs by name; queue URLs are usable as they are. */
  outputs: Record<string, string>;
  logDirectory: string;
  /** Runs a function, named by its name, ARN, logical id or an output with its name. @throws FunctionError */
  invoke(nameOrOutput: string, payload: unknown): Promise<unknown>;
  /** The function processes that are alive, and whether they are working on an event. */
  processes(): FunctionStatus[];
  /** The queues that feed a function, with the number of messages that each holds. */
  queues(): Promise<QueueDepth[]>;
  /** Resolves once no queue that feeds a function holds a message, received or not. */
  drained(): Promise<void>;
  /** Ends everything, in order; a second call does nothing more. */
  stop(): Promise<void>;
}

async function start(options: StackOptions, cleanups: Cleanup[]): Promise<Omit<Stack, 'stop'>> {
  const log = options.log ?? (() => {});
  const services = await startServices(readTemplate(options.assembly), options, cleanups);
  const { description, endpoints, emulator } = services;

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
    // Polling ends when its batches do, and those end with the processes they run in.
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

/** The function with the queue URLs in its variables at another endpoint: clients go by a queue's URL. */
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
 * Runs a synthesised stack on this machine, on loopback only: a DynamoDB engine, an S3 and SQS emulator, the bundled
 * functions each in processes of its own, its queues polled, object events delivered, schedules fired.
 * The caller stops it, also on SIGINT; when the caller's process dies, everything started here ends by itself.
 * @throws LocalStackError for what the user can put right: a database that cannot run here, a port taken, no such assembly
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
