import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest } from '../../shared/publication/manifest.ts';
import { primum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const study = join(folder, 'out/snapshots/heart');
let snapshot: string;
let server: Server;
let address: string;

beforeAll(async () => {
  const votes = Array.from({ length: 40 }, (_, at) =>
    JSON.stringify({
      kind: 'vote',
      study: 'heart',
      judgment: `j${at}`,
      clinician: `dr ${at % 8}`,
      specialty: 'cardiology',
      at: '2026-03-01T09:30:00Z',
      first: 'aster',
      second: 'borage',
      outcome: at % 3 === 0 ? 'second' : 'first',
      scores: { aster: { harmlessness: 1 - (at % 4) }, borage: { harmlessness: 1 } },
    }),
  );
  writeFileSync(join(folder, 'votes.jsonl'), votes.join('\n'));
  const { code, stderr } = await primum(['audit', 'votes.jsonl', '--out', 'out'], { cwd: folder });
  expect(code, stderr).toBe(0);
  snapshot = join(study, readdirSync(study).find((name) => /^\d/.test(name))!);
  server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(folder, 'out', request.url!)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server?.close());

const verify = (...parameters: string[]) => primum(['verify', ...parameters], { cwd: folder });

test('a snapshot is verified in its directory and over HTTP, by its folder, its manifest or its study', async () => {
  const web = `${address}/${snapshot.slice(join(folder, 'out').length + 1)}`;
  for (const place of [snapshot, `${web}/manifest.json`, `${address}/snapshots/heart/`]) {
    const { code, stdout, stderr } = await verify(place);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/numbers of snapshot\.json follow from the [\d,]+ cells of/);
    expect(stdout).toContain(digest(readFileSync(join(snapshot, 'manifest.json'))).sha256);
  }
});

test('a damaged file gives exit code 1 and a line that names the file', async () => {
  const file = join(snapshot, 'failure-rates.csv');
  const whole = readFileSync(file);
  writeFileSync(file, Buffer.concat([whole.subarray(0, -1), Buffer.from('7')]));
  const { code, stdout, stderr } = await verify(snapshot);
  writeFileSync(file, whole);
  expect(code).toBe(1);
  expect(stdout).toContain(
    `✖ failure-rates.csv is not the file that was published: expected SHA-256 ${digest(whole).sha256}, found `,
  );
  expect(stderr).toContain('is not verified');
});

test('a manifest other than the trusted one gives exit code 1; a place without a snapshot, or half a hash, gives 2', async () => {
  expect((await verify(snapshot, '--sha256', '0'.repeat(64))).code).toBe(1);
  for (const parameters of [[folder], [`${address}/nowhere`], [snapshot, '--sha256', 'abc'], []]) {
    const { code, stderr } = await verify(...parameters);
    expect(code, stderr).toBe(2);
  }
});

test('a server that does not answer gives exit code 1 and its address', async () => {
  const { code, stderr } = await verify('http://127.0.0.1:9/snapshots/heart');
  expect(code).toBe(1);
  expect(stderr).toContain('http://127.0.0.1:9/snapshots/heart/manifest.json cannot be read');
});
