import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { type Ended, primum } from '../support/command-line.ts';
import { plainBucket } from '../support/objects.ts';
import { drained } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { deliveriesOf, messagesOf } from '../support/untidy-study.ts';
import { ITEMS, type MixedStudy, mixedStudy, SITES } from './mixed-study.ts';

const STUDY = 'two-ways';
const VOTES = 1500;
const PROTOCOL = JSON.stringify({ title: 'One study, audited twice', tolerance: { failure: 0.15 } });

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
let running: RunningStack;
beforeAll(async () => {
  running = await runStack();
});
afterAll(() => running?.stop());

/** The environment of a new user. The user has no configuration, so the first audit draws a secret. */
function environmentOf(user: string): NodeJS.ProcessEnv {
  const { PRIMUM_SECRET: _, ...env } = process.env;
  const home = path(user);
  return { ...env, HOME: home, APPDATA: home, XDG_CONFIG_HOME: home };
}

/** The files of a snapshot that depend on the study alone. */
interface Audited {
  readonly snapshot: string;
  /** The packed rows of the evidence, in hex. */
  readonly rows: string;
}

/** Sends the study through the bucket and the queue of the stack, and returns the published bytes. */
async function auditedByTheStack({ files, sent }: MixedStudy): Promise<Audited> {
  const { stack, aws, output } = running;
  const exports = plainBucket(aws.s3, output('ExportsBucketName'));
  const snapshots = plainBucket(aws.s3, output('SnapshotsBucketName'));
  await exports.put(`protocols/${STUDY}.json`, PROTOCOL);
  for (const [name, body] of files) await exports.put(`exports/${STUDY}/${name}`, body);
  const random = seededRandom(3);
  const bodies = deliveriesOf(messagesOf(sent, random), random);
  for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), bodies));
  await drained(stack);
  await stack.invoke('PublishSnapshotFunctionName', { study: STUDY });
  const latest = (await snapshots.json(`snapshots/${STUDY}/latest.json`)) as { snapshot: string };
  const file = (name: string) => snapshots.bytes(`snapshots/${STUDY}/${latest.snapshot}/${name}`);
  return bytesOf(await file('snapshot.json'), await file('rows.jsonl.gz'));
}

interface OfflineAudit {
  readonly user: string;
  readonly names: readonly string[];
  readonly more?: readonly string[];
  /** The exit code of the command. It is 3 if events contradict each other. */
  readonly code: number;
}

/** Audits files by the command line, under the secret of a new user. */
async function auditedOffline({ user, names, more = [], code }: OfflineAudit): Promise<Audited> {
  const out = join(path(user), 'out');
  const settings = ['--study', STUDY, '--protocol', path('protocol.json'), '--out', out];
  const ended = await primum(['audit', ...names.map(path), ...settings, ...more], {
    env: environmentOf(user),
  });
  expect(ended.code, ended.stderr).toBe(code);
  const published = join(out, 'snapshots', STUDY);
  const { snapshot } = JSON.parse(readFileSync(join(published, 'latest.json'), 'utf8')) as {
    snapshot: string;
  };
  const file = (name: string) => readFileSync(join(published, snapshot, name));
  return bytesOf(file('snapshot.json'), file('rows.jsonl.gz'));
}

const bytesOf = (snapshot: Uint8Array, rows: Uint8Array): Audited => ({
  snapshot: Buffer.from(snapshot).toString('utf8'),
  rows: Buffer.from(rows).toString('hex'),
});

const rowsIn = ({ rows }: Audited): string => gunzipSync(Buffer.from(rows, 'hex')).toString('utf8');

/** Expects the same bytes. The comparisons of the content come first, because their messages are readable. */
function expectSameBytes(found: Audited, published: Audited): void {
  expect(JSON.parse(found.snapshot)).toEqual(JSON.parse(published.snapshot));
  expect(rowsIn(found)).toBe(rowsIn(published));
  expect(found).toEqual(published);
}

describe('a study of files and messages, published by the functions of the stack', () => {
  let published: Audited;
  beforeAll(async () => {
    const study = mixedStudy(STUDY, VOTES);
    published = await auditedByTheStack(study);
    for (const [name, body] of study.files) await writeFile(path(name), body);
    const lines = study.sent.toReversed().map((event) => `${JSON.stringify(event)}\n`);
    await writeFile(path('messages.jsonl'), lines.join(''));
    await writeFile(path('protocol.json'), PROTOCOL);
  });

  test('is audited from its judgments, with a unit for each clinician, prompt and site', () => {
    const audit = JSON.parse(published.snapshot);
    expect(audit).toMatchObject({
      study: STUDY,
      totals: { clinicians: 30, models: 5 },
      evidence: { source: 'judgments', clinicians: 30, items: ITEMS, sites: SITES.length },
    });
    expect(audit.totals.votes).toBeGreaterThan(1000);
    expect(audit.totals.ratedAnswers).toBeGreaterThan(1000);
  });

  test('has the same snapshot and rows in an offline audit of the same events under another secret, byte for byte', async () => {
    const names = ['messages.jsonl', 'cases.csv', 'ratings.jsonl.gz', 'votes.csv'];
    expectSameBytes(await auditedOffline({ user: 'ada', names, code: 3 }), published);
  });

  test('has the same snapshot and rows in an offline audit of its exported ledger, byte for byte', async () => {
    const { outputs, environment } = running.stack;
    await writeFile(path('outputs.json'), JSON.stringify({ outputs, environment }));
    const places = ['--out', path('ledger.jsonl.gz'), '--outputs', path('outputs.json')];
    const exported = await primum(['export', STUDY, ...places]);
    expect(exported.code, exported.stderr).toBe(0);
    const ledger = { user: 'ben', names: ['ledger.jsonl.gz'], more: ['--trust-pseudonyms'], code: 0 };
    expectSameBytes(await auditedOffline(ledger), published);
  });
});

test('the published snapshot of the stack is verified in its bucket', async () => {
  const bucket = running.output('SnapshotsBucketName');
  const env = { ...process.env, ...running.stack.environment };
  const { code, stdout, stderr } = await primum(['verify', `s3://${bucket}/snapshots/${STUDY}`], { env });
  expect(code, stdout + stderr).toBe(0);
});

describe('the demonstration', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await primum(['start', '--votes', '400', '--out', join(folder, 'demo')]);
  });

  test('ends with success', () => expect(ended.code, ended.stderr).toBe(0));

  test('prints the totals and the verdict', () => {
    expect(ended.stdout).toContain('Study moove-demo: 400 votes and ');
    expect(ended.stdout).toMatch(/^Verdict: (UNSAFE PROXY|ALIGNED|NOT ESTABLISHED)$/m);
  });

  test('names existing files', () => {
    const files =
      ended.stdout
        .split('Files:\n')[1]
        ?.trim()
        .split(/\s*\n\s*/) ?? [];
    expect(files.map((file) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['snapshot.json', 'report.html', 'leaderboard.csv', 'manifest.json']),
    );
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  test('leaves a study that verify finds, and an index without broken links', async () => {
    const study = join(folder, 'demo/snapshots/moove-demo');
    const { code, stdout, stderr } = await primum(['verify', study]);
    expect(code, stdout + stderr).toBe(0);
    const index = readFileSync(join(folder, 'demo/index.html'), 'utf8');
    const links = [...index.matchAll(/href="(snapshots\/[^"]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(folder, 'demo', link)))).toEqual([]);
  });
});
