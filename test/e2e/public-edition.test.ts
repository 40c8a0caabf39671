import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientEnvironment } from '../../cli/local-stack/endpoints.ts';
import { primum } from '../support/command-line.ts';
import { type PlainBucket, plainBucket } from '../support/objects.ts';
import { drained } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PUBLISHED = 'published';
const folder = temporaryFolder();
let running: RunningStack;
let outputs: string;
beforeAll(async () => {
  running = await runStack();
  outputs = join(folder, 'outputs.json');
  const { outputs: named, endpoints } = running.stack;
  writeFileSync(outputs, JSON.stringify({ outputs: named, environment: clientEnvironment(endpoints) }));
});
afterAll(() => running?.stop());

const onDeployment = (...parameters: string[]) =>
  primum([...parameters, '--outputs', outputs], { cwd: folder });

describe('the public edition', () => {
  let snapshots: PlainBucket;
  let exports: PlainBucket;
  const publish = (study = PUBLISHED) => running.stack.invoke('PublishSnapshotFunctionName', { study });
  /** Runs a command that waits for the publisher, and the publisher until it has ended. */
  async function whilePublishing(...command: string[]) {
    let ended = false;
    const result = onDeployment(...command).finally(() => {
      ended = true;
    });
    while (!ended) await publish();
    return result;
  }
  const send = async (clinicians: number, study = PUBLISHED) => {
    const file = join(folder, 'public.jsonl');
    const votes = Array.from({ length: clinicians }, (_, number) => ({
      ...{ kind: 'vote', study, judgment: `v${number}`, clinician: `doctor ${number}` },
      ...{ specialty: 'cardiology', at: '2026-03-01T09:30:00Z' },
      ...{ first: 'aster', second: 'borage', outcome: number % 2 === 0 ? 'first' : 'second' },
    }));
    writeFileSync(file, votes.map((vote) => JSON.stringify(vote)).join('\n'));
    expect(await onDeployment('send', file)).toMatchObject({ code: 0 });
    await drained(running.stack);
  };
  beforeAll(async () => {
    snapshots = plainBucket(running.aws.s3, running.output('SnapshotsBucketName'));
    exports = plainBucket(running.aws.s3, running.output('ExportsBucketName'));
    await exports.put(`protocols/${PUBLISHED}.json`, '{"public": true}');
    await send(12);
    await publish();
  });

  test('appears beside the internal one, without cells', async () => {
    const keys = await snapshots.keys(`public/${PUBLISHED}/`);
    expect(keys.filter((key) => key.endsWith('/report.html'))).toHaveLength(1);
    expect(keys.filter((key) => key.includes('cells'))).toEqual([]);
    expect(await snapshots.text('public/index.html')).toContain(`${PUBLISHED}/`);
  });

  test('release says how many clinicians are missing, and publishes nothing before', async () => {
    await send(14);
    const before = await snapshots.keys(`public/${PUBLISHED}/`);
    const { code, stdout, stderr } = await whilePublishing('release', PUBLISHED);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('the rows of 3 more clinicians must differ');
    expect(await snapshots.keys(`public/${PUBLISHED}/`)).toEqual(before);
  });

  test('study close publishes a last edition, and study reopen lets others follow', async () => {
    await send(20);
    const closed = await whilePublishing('study', 'close', PUBLISHED);
    expect(closed, closed.stderr).toMatchObject({ code: 0 });
    const edition = async () => JSON.parse(await snapshots.text(`public/${PUBLISHED}/latest.json`)).snapshot;
    const last = await edition();
    await send(30);
    await publish();
    expect(await edition()).toBe(last);
    expect(await whilePublishing('study', 'reopen', PUBLISHED)).toMatchObject({ code: 0 });
    expect(await edition()).not.toBe(last);
  });

  test('study lock says when the first event locked the settings, and locks a pilot before its first event', async () => {
    const { code, stdout, stderr } = await whilePublishing('study', 'lock', PUBLISHED);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /locked since 20\S+Z by the first event, before any snapshot; SHA-256 .*: [0-9a-f]{64}/,
    );
    await exports.put('protocols/pilot.json', '{"pilot": true}');
    expect(await onDeployment('study', 'lock', 'pilot', '--no-wait')).toMatchObject({ code: 0 });
    await publish('pilot');
    const early = await onDeployment('study', 'lock', 'pilot');
    expect(early.code, early.stderr).toBe(0);
    expect(early.stdout).toContain('by an order, before any snapshot');
    const unknown = await onDeployment('study', 'lock', 'never-registered');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('there is no protocol')]);
  });

  test('an order for a study without a public edition is refused', async () => {
    await exports.put('protocols/private.json', '{}');
    await send(1, 'private');
    await publish('private');
    const { code, stderr } = await onDeployment('release', 'private');
    expect([code, stderr]).toEqual([2, expect.stringContaining('"public": true')]);
  });

  test('an erasure replaces all public editions', async () => {
    const before = await snapshots.keys(`public/${PUBLISHED}/`);
    const erased = await onDeployment('erase', 'doctor 3', '--study', PUBLISHED, '--settle', '0');
    expect(erased, erased.stderr).toMatchObject({ code: 0 });
    await publish();
    const after = await snapshots.keys(`public/${PUBLISHED}/`);
    const reports = (keys: readonly string[]) => keys.filter((key) => key.endsWith('/report.html'));
    expect(reports(after)).toHaveLength(1);
    expect(reports(before)).not.toContain(reports(after)[0]);
  });
});
