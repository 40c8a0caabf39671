import { generateKeyPairSync } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'key.pem'), keys.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(join(folder, 'public.pem'), keys.publicKey.export({ format: 'pem', type: 'spki' }));
  writeFileSync(join(folder, 'public.der'), keys.publicKey.export({ format: 'der', type: 'spki' }));
  const audit = ['audit', 'votes.jsonl', '--out', 'out', '--signing-key', 'key.pem'];
  const { code, stderr } = await primum(audit, { cwd: folder });
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
    expect(stdout).toMatch(/numbers of snapshot\.json follow from the [\d,]+ lines of/);
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
  for (const parameters of [
    [folder],
    [`${address}/nowhere`],
    [snapshot, '--sha256', 'abc'],
    [snapshot, '--head', 'abc'],
    [snapshot, '--key', 'key.pem'],
    [snapshot, '--key', 'votes.jsonl'],
    [],
  ]) {
    const { code, stderr } = await verify(...parameters);
    expect(code, stderr).toBe(2);
  }
});

test('a server that does not answer gives exit code 1 and its address', async () => {
  const { code, stderr } = await verify('http://127.0.0.1:9/snapshots/heart');
  expect(code).toBe(1);
  expect(stderr).toContain('http://127.0.0.1:9/snapshots/heart/manifest.json cannot be read');
});

test('the key that signed a snapshot is accepted in both forms, and another key gives exit code 1', async () => {
  for (const file of ['public.pem', 'public.der']) {
    const { code, stdout } = await verify(study, '--key', file);
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('✔ the given key signed manifest.json');
  }
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  writeFileSync(join(folder, 'other.pem'), other.export({ format: 'pem', type: 'spki' }));
  const { code, stdout } = await verify(snapshot, '--key', 'other.pem');
  expect(code).toBe(1);
  expect(stdout).toMatch(/✖ manifest\.sig\.json was made with another key/);
});

test('the line of `primum head` is accepted in capitals and with hyphens, and one wrong digit gives exit code 1', async () => {
  const { code, stdout } = await primum(['head', 'out/snapshots/heart'], { cwd: folder });
  expect(code).toBe(0);
  const line = stdout.trim();
  expect(line).toMatch(/^heart, snapshot 1, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ:( [0-9a-f]{4}){16}$/);
  const [, groups] = line.split(/Z: /) as [string, string];
  for (const head of [line, groups.toUpperCase().replaceAll(' ', '-'), groups.replaceAll(' ', '')])
    expect((await verify(study, '--head', head)).code).toBe(0);
  const wrong = line.slice(0, -1) + (line.endsWith('0') ? '1' : '0');
  const found = await verify(study, '--head', wrong);
  expect(found.code).toBe(1);
  expect(found.stdout).toContain('✖ no manifest.json of the chain has the SHA-256 of the given head');
});

test('a head backs no later snapshot, and a snapshot outside of its study only by its own hash', async () => {
  const votes = readFileSync(join(folder, 'votes.jsonl'), 'utf8');
  const headOf = async () => (await primum(['head', 'grown/snapshots/heart'], { cwd: folder })).stdout.trim();
  const grow = async (lines: number) => {
    writeFileSync(join(folder, 'grown.jsonl'), votes.split('\n').slice(0, lines).join('\n'));
    const audit = ['audit', 'grown.jsonl', '--study', 'heart', '--out', 'grown'];
    const { code, stderr } = await primum(audit, { cwd: folder });
    expect(code, stderr).toBe(0);
    return headOf();
  };
  const older = await grow(30);
  const newer = await grow(40);
  expect((await verify('grown/snapshots/heart', '--head', newer)).stdout).toContain(
    'The manifest is backed by',
  );
  const later = await verify('grown/snapshots/heart', '--head', older);
  expect([later.code, later.stdout]).toEqual([0, expect.stringContaining('newer than the given head')]);
  expect(later.stdout).not.toContain('is backed by');

  const alone = join(folder, 'alone', snapshot.slice(study.length + 1));
  cpSync(snapshot, alone, { recursive: true });
  const other = await verify(alone, '--head', older);
  expect([other.code, other.stdout]).toEqual([
    1,
    expect.stringContaining('✖ the given head is not this snapshot'),
  ]);
  const own = digest(readFileSync(join(alone, 'manifest.json'))).sha256;
  expect((await verify(alone, '--head', own)).code).toBe(0);
});

test('the protocol and the code that a reader expects are compared, by a file, a hash or a version', async () => {
  const { protocolHash, codeVersion } = JSON.parse(readFileSync(join(snapshot, 'manifest.json'), 'utf8'));
  const expected = ['--protocol', protocolHash, '--code-version', codeVersion];
  expect((await verify(snapshot, ...expected)).code).toBe(0);
  writeFileSync(join(folder, 'protocol.json'), '{"title": "Another study"}');
  const other = await verify(snapshot, '--protocol', 'protocol.json', '--code-version', '9.9.9');
  expect(other.code).toBe(1);
  expect(other.stdout).toMatch(/names the protocol with the hash[\s\S]*names the code version/);
});

test('a copied, renamed or linked folder and an added file give exit code 1, and the directory on disk is named', async () => {
  const id = snapshot.slice(study.length + 1);
  const copy = join(folder, 'copy');
  const attacks: [() => void, RegExp][] = [
    [
      () => renameSync(join(copy, id), join(copy, 'final')),
      /the folder is named "final", but manifest\.json/,
    ],
    [
      () => writeFileSync(join(copy, id, 'Report.html'), ''),
      /"Report\.html" is not part of what was published/,
    ],
    [
      () => {
        renameSync(join(copy, id), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), join(copy, id));
      },
      /is a link: a published file or folder is never a link/,
    ],
  ];
  for (const [attack, fault] of attacks) {
    rmSync(join(folder, 'elsewhere'), { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
    cpSync(study, copy, { recursive: true });
    attack();
    const place = readdirSync(copy).find((name) => name === id || name === 'final')!;
    const { code, stdout } = await verify(join(copy, place));
    expect(code).toBe(1);
    expect(stdout).toMatch(fault);
  }
});
