import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageReject } from '../../../shared/events/message.ts';
import { studyPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { rejectObjects } from '../../../shared/events/reject-file.ts';
import { receiptFolder } from '../../../shared/imports/receipt-keys.ts';
import { primum, startPrimum } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { type EmulatedDeployment, emulatedDeployment } from './emulated.ts';

const people = studyPseudonymiser('a secret', 'demo');
let deployment: EmulatedDeployment;
const put = (Key: string, Body: string) =>
  deployment.s3.send(new PutObjectCommand({ Bucket: 'exports', Key, Body }));

const FAULT = {
  reason: 'unlisted_model',
  field: 'first',
  message: 'first "m9" is not in the protocol: use m1 or m2',
} as const;

/** Stores the rejects of a message, as the recording function does. */
async function refuse(messageId: string, indexes: readonly number[]): Promise<void> {
  const rejects = indexes.map(
    (index): MessageReject => ({ ...FAULT, index, study: 'demo', row: { first: 'm9', index } }),
  );
  const message = { messageId, body: messageId, sentAt: Date.parse('2026-03-01T09:00:00Z') };
  for (const { key, text } of rejectObjects(message, rejects, people)) await put(key, text);
}

const rejects = (...options: string[]) =>
  primum(['rejects', 'demo', '--outputs', deployment.file, ...options]);

beforeAll(async () => {
  deployment = await emulatedDeployment(temporaryFolder());
});
afterAll(() => deployment?.stop());

test('a study without rejects has none to show', async () => {
  expect(await rejects()).toMatchObject({ code: 0, stdout: 'No event of demo was refused.\n' });
});

test('rejects of messages and of files are counted by fault, the most frequent first, with remedy and place', async () => {
  await refuse('first-message', [0, 2]);
  await refuse('second-message', [1]);
  await put('rejects/demo-2/2026-03-01/other.json', '{}');
  const folder = receiptFolder({ study: 'demo', object: 'march.csv', version: 'v', mapping: '' });
  const line = { line: 7, byteOffset: 120, reason: 'invalid_value', field: 'outcome', row: { outcome: 'x' } };
  await put(
    `${folder}rejects.jsonl`,
    `${JSON.stringify({ ...line, message: 'outcome "x" is not an outcome' })}\n`,
  );
  const { code, stdout } = await rejects();
  expect(code).toBe(3);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^3 × unlisted_model in first, last at \d{4}-\d\d-\d\dT[\d:]{8}Z$/),
    `  ${FAULT.message}`,
    expect.stringMatching(/^ {2}The first at: message (first|second)-message, event \d$/),
    expect.stringMatching(/^1 × invalid_value in outcome, last at /),
    '  outcome "x" is not an outcome',
    expect.stringMatching(/^ {2}At: march\.csv\/.*, line 7$/),
    '',
    '4 events not counted. Correct the events, and send them again, or use `primum resend`.',
    '',
  ]);
});

test('each reject is a line of JSON with its event on request', async () => {
  const { code, stdout } = await rejects('--json');
  expect(code).toBe(3);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(4);
  expect(lines).toContainEqual({
    ...FAULT,
    at: expect.any(String),
    place: 'message second-message, event 1',
    row: { first: 'm9', index: 1 },
  });
});

test('rejects before a time are left out', async () => {
  expect(await rejects('--since', '2099-01-01')).toMatchObject({ code: 0 });
  expect(await rejects('--since', '1h')).toMatchObject({ code: 3 });
  expect(await rejects('--since', 'yesterday')).toMatchObject({ code: 2 });
});

test('an object that is no list of rejects is named, and the others are shown', async () => {
  await put('rejects/demo/2026-03-01/damaged.json', 'no JSON');
  const { code, stdout, stderr } = await rejects();
  expect(code).toBe(3);
  expect(stdout).toContain('4 events not counted');
  expect(stderr).toContain('rejects/demo/2026-03-01/damaged.json is not a list of rejects');
});

test('new rejects are printed as they are written, until the command is interrupted', async () => {
  const following = startPrimum(['rejects', 'demo', '--outputs', deployment.file, '--follow']);
  await until('the start', () => following.printed.stderr.includes('Waiting for refused events of demo'));
  await refuse('third-message', [0]);
  await until('the reject', () => following.printed.stdout.includes('third-message'));
  await refuse('fourth-message', [5]);
  await until('another reject', () => following.printed.stdout.includes('fourth-message'));
  following.child.kill('SIGINT');
  expect(await following.ended).toBe(0);
  expect(following.printed.stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^[\d:]{8} unlisted_model in first: .* \(message third-message, event 0\)$/),
    expect.stringContaining('fourth-message, event 5'),
  ]);
  expect(following.printed.stderr).toContain('Stopped after 2 refused events.');
});
