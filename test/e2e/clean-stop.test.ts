import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  childrenOf,
  isAlive,
  LOOPBACK_ADDRESSES,
  listeningAddresses,
} from '../integration/local-stack/processes.ts';
import { startPrimum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

interface Outputs {
  readonly outputs: Record<string, string>;
  readonly environment: Record<string, string>;
}

/** `primum local` in a process of its own, warm: a vote has been through it. */
interface Local extends Outputs {
  readonly child: ChildProcess;
  readonly processes: readonly number[];
  readonly ended: Promise<number | null>;
  readonly file: string;
  readonly temporary: string;
  printed(): string;
}

const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function until<T>(look: () => T | undefined | false, what: string, seconds = 90): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
    const seen = look();
    if (seen) return seen;
  }
  throw new Error(`waited ${seconds} s in vain: ${what}`);
}

/** Starts it with a folder of its own for temporary files. */
function startWithFolder(name: string) {
  const temporary = join(folder, name);
  mkdirSync(temporary);
  const file = join(folder, `${name}.json`);
  const env = { ...process.env, TMPDIR: temporary };
  return { file, temporary, child: startPrimum(['local', '--out', file], { cwd: folder, env }) };
}

async function startLocal(name: string): Promise<Local> {
  const { child, file, temporary } = startWithFolder(name);
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await until(() => printed.includes('Ctrl-C stops everything'), 'the stack to be up');
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
  const processes = await until(() => {
    const family = familyOf(child.pid!);
    return family.some((pid) => commandOf(pid).includes('bootstrap.mjs')) && family;
  }, 'a function to be started');
  return { ...found, child, ended, file, temporary, processes, printed: () => printed };
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
    for (const pid of local?.processes ?? []) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });

  test('had listened on loopback alone', () => {
    const addresses = local.processes.flatMap(listeningAddresses);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    expect(addresses.filter((address) => !LOOPBACK_ADDRESSES.includes(address))).toEqual([]);
  });

  test('ends well, and says so', async () => {
    expect(await Promise.all(endpoints().map(isOpen))).toEqual([true, true, true, true]);
    local.child.kill(signal);
    expect(await local.ended, local.printed()).toBe(0);
    expect(local.printed()).toContain('nothing is left running');
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

test('Ctrl-C while it starts leaves nothing either', async () => {
  const { child, temporary } = startWithFolder('early');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const database = await until(() => childrenOf(child.pid!)[0], 'a child');
  child.kill('SIGINT');
  await ended;
  expect(isAlive(database)).toBe(false);
  expect(readdirSync(temporary)).toEqual([]);
});
