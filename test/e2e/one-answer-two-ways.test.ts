import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { eventsOf, type GeneratedJudgment } from '../../cli/generate/study.ts';
import { csvOfVotes } from '../../cli/generate/write.ts';
import { type Ended, primum } from '../support/command-line.ts';
import { plainBucket } from '../support/objects.ts';
import { drained } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { judgmentsOf } from '../support/untidy-study.ts';

const STUDY = 'two-ways';
const SECRET = 'the same secret on both ways';
const PROTOCOL = JSON.stringify({ title: 'One study, audited twice', tolerance: { failure: 0.15 } });

const folder = temporaryFolder();
let running: RunningStack;
beforeAll(async () => {
  running = await runStack({ secret: SECRET });
});
afterAll(() => running?.stop());

const lines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** Splits a study into files and messages: a third as CSV and compressed ratings, and two thirds as events. */
function partsOf(judgments: readonly GeneratedJudgment[]) {
  const exported = judgments.slice(0, judgments.length / 3);
  const sent = judgments.slice(judgments.length / 3).flatMap((one, index) => eventsOf(one, index % 5 !== 0));
  const files = new Map<string, string | Uint8Array>([
    ['votes.csv', [...csvOfVotes(exported)].join('')],
    ['ratings.jsonl.gz', gzipSync(lines(exported.flatMap(({ ratings }) => ratings)))],
  ]);
  return { files, sent };
}

/** Sends the study through the bucket and the queue of the stack, and returns the published bytes. */
async function auditedByTheStack({ files, sent }: ReturnType<typeof partsOf>): Promise<string> {
  const { stack, aws, output } = running;
  const exports = plainBucket(aws.s3, output('ExportsBucketName'));
  const snapshots = plainBucket(aws.s3, output('SnapshotsBucketName'));
  await exports.put(`protocols/${STUDY}.json`, PROTOCOL);
  for (const [name, body] of files) await exports.put(`exports/${STUDY}/${name}`, body);
  const bodies = sent.map((event) => JSON.stringify(event));
  for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), bodies));
  await drained(stack);
  await stack.invoke('PublishSnapshotFunctionName', { study: STUDY });
  const latest = (await snapshots.json(`snapshots/${STUDY}/latest.json`)) as { snapshot: string };
  return snapshots.text(`snapshots/${STUDY}/${latest.snapshot}/snapshot.json`);
}

/** Audits the same events from files in another order, by the command line. */
async function auditedOffline({ files, sent }: ReturnType<typeof partsOf>): Promise<string> {
  const path = (name: string) => join(folder, name);
  for (const [name, body] of files) await writeFile(path(name), body);
  await writeFile(path('messages.jsonl'), lines(sent.toReversed()));
  await writeFile(path('secret'), SECRET);
  await writeFile(path('protocol.json'), PROTOCOL);
  const names = ['messages.jsonl', ...files.keys()].map(path);
  const settings = ['--study', STUDY, '--protocol', path('protocol.json'), '--secret-file', path('secret')];
  const { code, stderr } = await primum(['audit', ...names, ...settings, '--out', path('out')]);
  expect(code, stderr).toBe(0);
  const latest = JSON.parse(readFileSync(path(`out/snapshots/${STUDY}/latest.json`), 'utf8')) as {
    snapshot: string;
  };
  return readFileSync(path(`out/snapshots/${STUDY}/${latest.snapshot}/snapshot.json`), 'utf8');
}

test('the stack and the offline audit write the same snapshot of the same events, byte for byte', async () => {
  const parts = partsOf(judgmentsOf(STUDY, 11, 1500));
  const published = await auditedByTheStack(parts);
  const offline = await auditedOffline(parts);
  expect(JSON.parse(published)).toMatchObject({ study: STUDY, totals: { judgments: 1500, votes: 1500 } });
  expect(JSON.parse(offline)).toEqual(JSON.parse(published));
  expect(offline).toBe(published);
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
