import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { StackDescription } from './description.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startEmulator } from './emulator.ts';
import { clientEnvironment, clientSettings, type Endpoints } from './endpoints.ts';
import { type FunctionPool, functionPool } from './function-pool.ts';
import { type Log, openLogs } from './logs.ts';
import { ACCOUNT } from './naming.ts';
import { startPoller } from './poller.ts';
import { startSchedules } from './schedule.ts';
import { startSecrets } from './secrets.ts';
import { createTables } from './tables.ts';
import { describeStack } from './template.ts';
import { readTemplate } from './template-json.ts';

export type { Endpoints } from './endpoints.ts';
export { LocalStackError } from './errors.ts';
export { FunctionError } from './function-pool.ts';

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
  /** Gives the functions another way to DynamoDB, as through a proxy; the stack's own clients keep the real one. */
  dynamodbEndpointForFunctions?: ((real: string) => string | Promise<string>) | undefined;
  /** Test aid: a function process whose event contains this text dies at once. */
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
  /** The function processes that are alive. */
  processes(): { function: string; pid: number }[];
  /** Resolves once no queue that feeds a function holds a message, received or not. */
  drained(): Promise<void>;
  /** Ends everything, in order; a second call does nothing more. */
  stop(): Promise<void>;
}

type Cleanup = () => unknown;

/** How many processes a function gets: its event source's maximum concurrency, within what this machine can run. */
function processLimit({ eventSources }: StackDescription, functionArn: string): number {
  const declared = eventSources.find((source) => source.functionArn === functionArn)?.maximumConcurrency ?? 2;
  return Math.min(declared, Math.max(2, availableParallelism()));
}

async function start(options: StackOptions, cleanups: Cleanup[]): Promise<Stack> {
  const template = readTemplate(options.assembly);
  const log = options.log ?? (() => {});
  const wanted = options.ports ?? {};

  const databaseStart = startDynamoDb({ port: wanted.dynamodb });
  cleanups.push(() => databaseStart.then((database) => database.stop()).catch(() => {}));
  let description!: StackDescription;
  const emulator = await startEmulator((endpoint) => {
    description = describeStack(template, endpoint);
    return description;
  }, wanted.emulator);
  cleanups.push(() => emulator.close());
  const secrets = await startSecrets(description.secrets, options.secret);
  cleanups.push(() => secrets.close());
  const database = await databaseStart;

  const endpoints: Endpoints = {
    dynamodb: database.endpoint,
    s3: emulator.endpoint,
    sqs: emulator.endpoint,
    secretsmanager: secrets.endpoint,
  };
  const dynamodb = new DynamoDBClient({ ...clientSettings, endpoint: endpoints.dynamodb });
  cleanups.push(() => dynamodb.destroy());
  await createTables(dynamodb, description.tables);

  const logs = openLogs(options.logDirectory ?? join(options.assembly, 'local-logs'), log);
  cleanups.push(() => logs.close());
  const forFunctions =
    (await options.dynamodbEndpointForFunctions?.(endpoints.dynamodb)) ?? endpoints.dynamodb;
  const functionEnvironment = {
    ...clientEnvironment({ ...endpoints, dynamodb: forFunctions }),
    ...(options.poison !== undefined && { LOCAL_STACK_POISON: options.poison }),
  };
  const pools = new Map<string, FunctionPool>(
    description.functions.map((lambda) => [
      lambda.arn,
      functionPool(lambda, processLimit(description, lambda.arn), functionEnvironment, logs.of(lambda.name)),
    ]),
  );
  const invokeArn = async (arn: string, payload: unknown): Promise<unknown> => {
    const pool = pools.get(arn);
    if (!pool) throw new Error(`The template has no function ${arn}.`);
    return pool.invoke(payload);
  };

  const sqs = new SQSClient({ ...clientSettings, endpoint: endpoints.sqs });
  cleanups.push(() => sqs.destroy());
  const queueNames = new Map(description.queues.map(({ arn, name }) => [arn, name]));
  const sources = description.eventSources.map((source) => {
    const queue = queueNames.get(source.queueArn);
    if (!queue) throw new Error(`The local stack polls only queues of its own: see ${source.logicalId}.`);
    return { source, queue };
  });
  const pollers = sources.map(({ source, queue }) =>
    startPoller({
      source,
      queueUrl: `${endpoints.sqs}/${ACCOUNT}/${queue}`,
      concurrency: processLimit(description, source.functionArn),
      client: sqs,
      invoke: (event) => invokeArn(source.functionArn, event),
      log,
    }),
  );
  const schedules = startSchedules(description.schedules, invokeArn, log);
  cleanups.push(async () => {
    schedules.stop();
    // Pollers wait for their batches to end, which those do when their processes are gone.
    const polling = pollers.map((poller) => poller.stop());
    await Promise.all([...pools.values()].map((pool) => pool.stop()));
    await Promise.all(polling);
  });

  const feeding = new Set(sources.map(({ queue }) => queue));
  let stopped = false;
  cleanups.push(() => {
    stopped = true;
  });

  return {
    endpoints,
    environment: clientEnvironment(endpoints),
    outputs: description.outputs,
    logDirectory: logs.directory,
    async invoke(nameOrOutput, payload) {
      const name = description.outputs[nameOrOutput] ?? nameOrOutput;
      const found = description.functions.find((one) => [one.name, one.arn, one.logicalId].includes(name));
      if (!found) throw new Error(`The stack has no function and no output ${nameOrOutput}.`);
      return invokeArn(found.arn, payload);
    },
    processes: () =>
      [...pools.values()].flatMap((pool) =>
        pool.pids().map((pid) => ({ function: pool.description.name, pid })),
      ),
    async drained() {
      for (;;) {
        if (stopped) throw new Error('The local stack has stopped.');
        const depths = (await emulator.depths()).filter(({ name }) => feeding.has(name));
        if (depths.every(({ ready, inFlight, delayed }) => ready + inFlight + delayed === 0)) return;
        await sleep(50);
      }
    },
    stop: async () => {},
  };
}

/**
 * Runs a synthesised stack on this machine, on loopback only: DynamoDB Local, an S3 and SQS emulator, the bundled
 * functions each in processes of its own, its queues polled, object events delivered, schedules fired.
 * The caller stops it, also on SIGINT; when the caller's process dies, everything started here ends by itself.
 * @throws LocalStackError for what the user can put right: no Java, an old one, a port taken, no such assembly
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
