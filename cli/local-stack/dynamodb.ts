import type { DatabaseEngine, DatabaseServer } from './database-engine.ts';
import { dynamoDbLocal } from './dynamodb-local.ts';
import { dynoxide, hasDynoxide } from './dynoxide.ts';
import { LocalStackError } from './errors.ts';

/** The engines by name, as {@link DATABASE_VARIABLE} selects them. */
export const ENGINES = { dynoxide, 'dynamodb-local': dynamoDbLocal } as const satisfies Record<
  string,
  DatabaseEngine
>;

export type EngineName = keyof typeof ENGINES;

/** The environment variable that selects an engine for the stack, the tests and the benchmarks. */
export const DATABASE_VARIABLE = 'PRIMUM_DATABASE';

/**
 * Selects the engine that {@link DATABASE_VARIABLE} names. Without the variable, this is dynoxide on platforms for
 * which it has a binary, and DynamoDB Local on others.
 * @throws LocalStackError if the variable names an unknown engine
 */
export function engineName(
  env: NodeJS.ProcessEnv = process.env,
  machine: { platform: string; arch: string } = process,
): EngineName {
  const wished = env[DATABASE_VARIABLE];
  if (!wished) return hasDynoxide(machine) ? 'dynoxide' : 'dynamodb-local';
  if (Object.hasOwn(ENGINES, wished)) return wished as EngineName;
  throw new LocalStackError(
    `${DATABASE_VARIABLE} is "${wished}", which is not a local database: ` +
      `set it to ${Object.keys(ENGINES).join(' or ')}, or leave it out.`,
  );
}

/** The selected engine: see {@link engineName}. */
export const databaseEngine = (env: NodeJS.ProcessEnv = process.env): DatabaseEngine =>
  ENGINES[engineName(env)];

/**
 * Starts a local DynamoDB in memory, on 127.0.0.1 only.
 * @param options.port 0 (the default) selects a free port
 * @param options.engine by default the selected engine
 * @throws LocalStackError if the engine cannot run on this machine, or the port is taken
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
