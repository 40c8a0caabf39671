import { dynamoDbLocal } from './dynamodb-local.ts';
import { dynoxide, hasDynoxide } from './dynoxide.ts';
import { LocalStackError } from './errors.ts';

/** A DynamoDB on loopback, in memory, that ends with this process. */
export interface DatabaseServer {
  readonly endpoint: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

/** A program that stands in for DynamoDB. */
export interface DatabaseEngine {
  /** The name to display. */
  readonly label: string;
  /** @throws LocalStackError if this machine lacks a part of the engine; the line names the remedy */
  check(env: NodeJS.ProcessEnv): Promise<void>;
  /** The engine and its version, and what it runs on. */
  describe(env: NodeJS.ProcessEnv): Promise<string>;
  /** @throws LocalStackError if a part is missing, the port is taken, or the engine does not start */
  start(options: StartOptions): Promise<DatabaseServer>;
}

/** The engines, by their names in {@link DATABASE_VARIABLE}. */
export const ENGINES = { dynoxide, 'dynamodb-local': dynamoDbLocal } as const satisfies Record<
  string,
  DatabaseEngine
>;

export type EngineName = keyof typeof ENGINES;

/** The environment variable that selects an engine for the stack, the tests and the benchmarks. */
export const DATABASE_VARIABLE = 'PRIMUM_DATABASE';

/**
 * Selects the engine: the one that {@link DATABASE_VARIABLE} names, or else dynoxide on platforms that have its binary and
 * DynamoDB Local on the others.
 * @throws LocalStackError if the variable names no engine
 */
export function engineName(
  env: NodeJS.ProcessEnv = process.env,
  machine: { platform: string; arch: string } = process,
): EngineName {
  const wished = env[DATABASE_VARIABLE];
  if (!wished) return hasDynoxide(machine) ? 'dynoxide' : 'dynamodb-local';
  if (Object.hasOwn(ENGINES, wished)) return wished as EngineName;
  throw new LocalStackError(
    `${DATABASE_VARIABLE} is "${wished}", which is no local database: ` +
      `set it to ${Object.keys(ENGINES).join(' or ')}, or leave it out.`,
  );
}

/** The selected engine: see {@link engineName}. */
export const databaseEngine = (env: NodeJS.ProcessEnv = process.env): DatabaseEngine =>
  ENGINES[engineName(env)];

/**
 * Starts a local DynamoDB in memory, on 127.0.0.1 only.
 * @param options.port 0 (the default) takes a free one
 * @param options.engine the selected one by default
 * @throws LocalStackError if the engine cannot run here, or the port is taken
 */
export async function startDynamoDb(
  options: {
    port?: number | undefined;
    env?: NodeJS.ProcessEnv | undefined;
    engine?: DatabaseEngine | undefined;
  } = {},
): Promise<DatabaseServer> {
  const { port = 0, env = process.env } = options;
  return (options.engine ?? databaseEngine(env)).start({ port, env });
}
