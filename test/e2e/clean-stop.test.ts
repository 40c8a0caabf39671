import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  childrenOf,
  isAlive,
  LOOPBACK_ADDRESSES,
  listeningAddresses,
} from '../integration/local-stack/processes.ts';
import { type Started, startPrimum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until, within } from '../support/until.ts';

const folder = temporaryFolder();

interface Outputs {
  readonly outputs: Record<string, string>;
  readonly environment: Record<string, string>;
}

/** `primum local` with a separate folder for temporary files. */
interface Starting extends Started {
  readonly file: string;
  readonly temporary: string;
}

/** A running `primum local` that has processed a vote. */
interface Local extends Outputs, Starting {
  readonly processes: readonly number[];
}

const all: Starting[] = [];
// A stack must not continue to run after its test failed. Its child processes end with it.
afterAll(() => {
  for (const { child } of all) child.kill('SIGKILL');
});

const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function startWithFolder(name: string): Starting {
  const temporary = join(folder, name);
  mkdirSync(temporary);
  const file = join(folder, `${name}.json`);
  const env = { ...process.env, TMPDIR: temporary };
  const starting = { file, temporary, ...startPrimum(['local', '--out', file], { cwd: folder, env }) };
  all.push(starting);
  return starting;
}

/** Waits for an event of the command. The end of the command is an error. */
const whileRunning = <T>({ ended, printed }: Starting, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${JSON.stringify(printed)}`))),
  ]);

const end = ({ ended, printed }: Starting): Promise<number | null> =>
  within('the local stack to end', ended, () => printed);

async function startLocal(name: string): Promise<Local> {
  const starting = startWithFolder(name);
  const { child, file, printed } = starting;
  const isUp = ({ stdout }: Started['printed']) => stdout.includes('Ctrl-C stops everything');
  await whileRunning(
    starting,
    until('the local stack to be up', () => printed, isUp),
  );
  const found = JSON.parse(readFileSync(file, 'utf8')) as Outputs;
  const sqs = new SQSClient({
    endpoint: found.environment.AWS_ENDPOINT_URL_SQS!,
    region: found.environment.AWS_REGION!,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  await sqs.send(
    new SendMessageCommand({ QueueUrl: found.outputs.VotesQueueUrl!, MessageBody: '{"not":"a vote"}' }),
  );
  sqs.destroy();
  const family = await until(
    'a function to be started',
    () => familyOf(child.pid!).map((pid) => ({ pid, command: commandOf(pid) })),
    (processes) => processes.some(({ command }) => command.includes('bootstrap.mjs')),
  );
  return { ...found, ...starting, processes: family.map(({ pid }) => pid) };
}

const isOpen = (endpoint: string): Promise<boolean> =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

describe.each(['SIGINT', 'SIGTERM'] as const)('a local stack that gets %s', (signal) => {
  let local: Local;
  beforeAll(async () => {
    local = await startLocal(signal);
  });
  afterAll(() => {
    // Its own processes end with it. Their ids may belong to other programs by now.
    local?.child.kill('SIGKILL');
  });

  test('listened only on loopback', () => {
    const addresses = local.processes.flatMap(listeningAddresses);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    expect(addresses.filter((address) => !LOOPBACK_ADDRESSES.includes(address))).toEqual([]);
  });

  test('ends with success, and prints that it stopped', async () => {
    expect(await Promise.all(endpoints().map(isOpen))).toEqual([true, true, true, true]);
    local.child.kill(signal);
    expect(await end(local), local.printed.stderr).toBe(0);
    expect(local.printed.stdout).toContain('nothing is left running');
  });

  test('leaves no process', () => expect(local.processes.filter(isAlive)).toEqual([]));

  test('leaves no port open', async () => {
    expect(await Promise.all(endpoints().map(isOpen))).toEqual([false, false, false, false]);
  });

  test('leaves no file', () => {
    expect(existsSync(local.file)).toBe(false);
    expect(readdirSync(local.temporary)).toEqual([]);
  });

  const endpoints = () =>
    Object.entries(local.environment)
      .filter(([name]) => name.startsWith('AWS_ENDPOINT_URL_'))
      .map(([, url]) => url);
});

test('a local stack whose database ends fails with the reason, and leaves no process or file', async () => {
  const local = await startLocal('database-ends');
  const database = local.processes.find((pid) => /dynoxide|DynamoDb/.test(commandOf(pid)));
  process.kill(database!, 'SIGKILL');
  expect(await end(local)).toBe(1);
  expect(local.printed.stderr).toContain(
    'primum: The local database ended with signal SIGKILL, and its tables are lost: start again.',
  );
  expect(local.processes.filter(isAlive)).toEqual([]);
  expect(existsSync(local.file)).toBe(false);
  expect(readdirSync(local.temporary)).toEqual([]);
});

test('Ctrl-C during the start of a local stack leaves no process, port or file', async () => {
  const starting = startWithFolder('early');
  const { child, temporary } = starting;
  const listening = (pid: number) => listeningAddresses(pid).length > 0;
  const database = await whileRunning(
    starting,
    until('the database to listen', () => childrenOf(child.pid!).find(listening)),
  );
  child.kill('SIGINT');
  await end(starting);
  expect(isAlive(database!)).toBe(false);
  expect(readdirSync(temporary)).toEqual([]);
});
