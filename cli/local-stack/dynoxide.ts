import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { end, ended, spawnChild, untilPrinted } from './children.ts';
import type { DatabaseEngine, DatabaseServer, StartOptions } from './database-engine.ts';
import { didNotStart, LocalStackError } from './errors.ts';
import { assertPortFree, LOOPBACK, portTaken } from './listen.ts';

const LABEL = 'dynoxide';
const PACKAGE = '@dynoxide/linux-x64';
const VERSION = packageJson.optionalDependencies[PACKAGE];

const OTHER_ENGINE = 'or set PRIMUM_DATABASE=dynamodb-local, which needs Java';

/** Number of attempts to start on a free port. Another program may take the port between our probe and the start. */
const MAX_PORTS_TRIED = 5;

/**
 * The shell replaces itself with the program `$0`. A subshell kills the program when standard input closes, because
 * the program ignores its standard input and would outlive us. SIGKILL loses no data that matters: the tables are in
 * memory. The subshell keeps the output pipes open, so `close` is emitted when both have ended.
 */
const ENDS_WITH_STANDARD_INPUT =
  'exec 3<&0 </dev/null; (read -r _ <&3; kill -KILL $$ 2>/dev/null) & exec "$0" "$@" 3<&-';

/**
 * A native program based on SQLite, from npm. It has no other requirements.
 * @see docs/decisions/0096-native-database-engine.md
 */
export const dynoxide: DatabaseEngine = {
  label: LABEL,
  async check() {
    await findBinary();
  },
  describe: async () => `${LABEL} ${VERSION}`,
  start,
};

/** Whether dynoxide has a binary for this platform. */
export const hasDynoxide = ({ platform, arch }: { platform: string; arch: string }): boolean =>
  platform === 'linux' && arch === 'x64';

/**
 * Finds the binary of the pinned version.
 * @param from the module from which the package is resolved
 * @throws LocalStackError with the remedy if this platform has no binary, or the binary cannot be run
 */
export async function findBinary(
  from: string = import.meta.url,
  machine: { platform: string; arch: string } = process,
): Promise<string> {
  if (!hasDynoxide(machine))
    throw new LocalStackError(
      `The local database ${LABEL} exists for linux x64, not for ${machine.platform} ${machine.arch}: ` +
        `unset PRIMUM_DATABASE, ${OTHER_ENGINE}.`,
    );
  let manifest: string;
  try {
    manifest = createRequire(from).resolve(`${PACKAGE}/package.json`);
  } catch {
    throw new LocalStackError(
      `The local database ${LABEL} is not installed (${PACKAGE} ${VERSION}): ` +
        `run npm ci without --omit=optional, ${OTHER_ENGINE}.`,
    );
  }
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  if (version !== VERSION)
    throw new LocalStackError(
      `The local database ${LABEL} is version ${version}, and Primum is tested with ${VERSION}: run npm ci, ${OTHER_ENGINE}.`,
    );
  const binary = join(dirname(manifest), 'dynoxide');
  await access(binary, constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw new LocalStackError(
      `The local database ${LABEL} cannot be run (${error.code}: ${binary}): reinstall it with npm ci, ${OTHER_ENGINE}.`,
    );
  });
  return binary;
}

async function start({ port, env }: StartOptions): Promise<DatabaseServer> {
  await assertPortFree(port, LABEL);
  const binary = await findBinary();
  for (let tries = 1; ; tries++) {
    const chosen = port === 0 ? await freePort() : port;
    const child = spawnChild(
      '/bin/sh',
      ['-c', ENDS_WITH_STANDARD_INPUT, binary, 'serve', '--host', LOOPBACK, '--port', String(chosen)],
      { env },
    );
    const closed = new Promise((resolve) => child.once('close', resolve));
    const printed = await untilPrinted(child, /listening on http/);
    if ('match' in printed) {
      const stop = () => end(child).then(async () => void (await closed));
      return { endpoint: `http://${LOOPBACK}:${chosen}`, pid: child.pid!, ended: ended(child), stop };
    }
    if (!/in use/i.test(printed.complaint)) throw didNotStart(LABEL, printed.complaint);
    if (port !== 0 || tries === MAX_PORTS_TRIED) throw portTaken(chosen, LABEL);
  }
}

/** A port that is free now. The program cannot report its port if it is started with port 0. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, LOOPBACK, resolve);
  });
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
