import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latest, manifest } from '../../../shared/contracts/manifest.ts';
import { encodeJson, encodeText } from '../../../shared/lib/json.ts';
import { putOnce } from '../../../shared/lib/object-store/conditional-writes.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/s3-object-store.ts';
import { cacheControl, fileKey, latestKey } from '../../../shared/publication/keys.ts';
import { digest, manifestOf } from '../../../shared/publication/manifest.ts';
import { primum } from '../../support/command-line.ts';
import { sampleAudit } from '../../support/sample-study.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { cloudFormation } from './cloudformation.ts';
import { type EmulatedDeployment, emulatedDeployment } from './emulated.ts';

const SNAPSHOT = '20260301T093000Z-0123456789ab';
const FILES = new Map([
  ['snapshot.json', '{}'],
  ['leaderboard.csv', 'model,score'],
  ['report.html', '<!doctype html>'],
  ['cells.jsonl.gz', 'not really'],
]);
const folder = temporaryFolder();
let deployment: EmulatedDeployment;
beforeAll(async () => {
  deployment = await emulatedDeployment(folder);
  const snapshots = s3ObjectStore(deployment.s3, 'snapshots', cacheControl);
  const meta = { id: SNAPSHOT, time: '2026-03-01T09:30:00Z', previous: null };
  const files = new Map([...FILES].map(([name, content]) => [name, encodeText(content)]));
  files.set('manifest.json', encodeJson(manifest, manifestOf(sampleAudit({ votes: 10 }), meta, files)));
  for (const [name, body] of files) await putOnce(snapshots, fileKey('demo', SNAPSHOT, name), body);
  await putOnce(snapshots, 'snapshots/demo/history.json', encodeText('{}'));
  const { bytes, sha256 } = digest(files.get('manifest.json')!);
  const key = `${SNAPSHOT}/manifest.json`;
  const newest = {
    schemaVersion: 1,
    ...{ study: 'demo', snapshot: SNAPSHOT, time: meta.time, verdict: 'aligned' },
    ...{ inputs: 'a'.repeat(64), manifest: { key, bytes, sha256 } },
  } as const;
  await putOnce(snapshots, latestKey('demo'), encodeJson(latest, newest));
});
afterAll(() => deployment?.stop());

const link = (...parameters: string[]) =>
  primum(['link', ...parameters, '--outputs', deployment.file], { cwd: folder });

const INTERNAL_NOTE =
  'Note: these links are to the internal edition, which shows single votes. Give them only to people who may see these';

interface Links {
  snapshot: string;
  validUntil: string;
  links: { name: string; url: string }[];
}

describe('primum link', () => {
  it('prints links to all files of the latest snapshot, byte for byte, with the report first', async () => {
    const { code, stdout, stderr } = await link('demo', '--json');
    expect([code, stderr.trim()]).toEqual([0, INTERNAL_NOTE]);
    const made = JSON.parse(stdout) as Links;
    expect(made.snapshot).toBe(SNAPSHOT);
    expect(made.links[0]?.name).toBe('report.html');
    const bodies = new Map<string, Uint8Array>();
    for (const { name, url } of made.links)
      bodies.set(name, new Uint8Array(await (await fetch(url)).arrayBuffer()));
    const listed = manifest.parse(JSON.parse(new TextDecoder().decode(bodies.get('manifest.json'))));
    expect([...bodies.keys()].sort()).toEqual(
      [...listed.files.map(({ name }) => name), 'manifest.json'].sort(),
    );
    for (const { name, bytes, sha256 } of listed.files)
      expect([name, digest(bodies.get(name)!)]).toEqual([name, { bytes, sha256 }]);
  });

  it('prints links that are valid for the requested time, with the time of their end', async () => {
    const before = Date.now();
    const { stdout } = await link('demo', SNAPSHOT, '--expires', '7d', '--json');
    const { links, validUntil } = JSON.parse(stdout) as Links;
    const week = 7 * 86_400;
    for (const { url } of links) expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe(String(week));
    const until = Date.parse(validUntil);
    expect(until).toBeGreaterThanOrEqual(before + week * 1000 - 1000);
    expect(until).toBeLessThanOrEqual(Date.now() + week * 1000);
  });

  it('prints each link on a separate line, so that it can be copied from a terminal', async () => {
    const { stdout } = await link('demo');
    expect(stdout).toMatch(
      new RegExp(`^Snapshot ${SNAPSHOT} of demo\\. .* until 20[0-9T:Z-]+:\n\nreport.html\nhttp`),
    );
  });

  it.each(['8d', '0m', '30', '1w', '-1d', '1e3h', ''])('refuses the time %j', async (time) => {
    const { code, stderr } = await link('demo', '--expires', time);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not a time from 1m to 7d')]);
  });

  it('names the study or snapshot that does not exist', async () => {
    expect(await link('nope')).toMatchObject({ code: 2, stderr: expect.stringContaining('"nope"') });
    expect(await link('demo', '2026')).toMatchObject({
      code: 2,
      stderr: 'primum: there is no snapshot "2026" of a study "demo"\n',
    });
  });
});

describe('a published object', () => {
  const headers = async (key: string) => {
    const { links } = JSON.parse((await link('demo', '--json')).stdout) as Links;
    const { origin, pathname } = new URL(links[0]!.url);
    const response = await fetch(`${origin}${pathname.slice(0, pathname.indexOf('/snapshots/', 1))}/${key}`);
    await response.arrayBuffer();
    return [response.headers.get('cache-control'), response.headers.get('content-type')];
  };
  const FOR_GOOD = 'max-age=31536000, immutable';
  const A_MINUTE = 'max-age=60, must-revalidate';

  it('may be cached without limit if it never changes, and for a minute otherwise', async () => {
    const own = `snapshots/demo/${SNAPSHOT}`;
    expect(await headers(`${own}/report.html`)).toEqual([FOR_GOOD, 'text/html; charset=utf-8']);
    expect(await headers(`${own}/snapshot.json`)).toEqual([FOR_GOOD, 'application/json; charset=utf-8']);
    expect(await headers(`${own}/leaderboard.csv`)).toEqual([
      FOR_GOOD,
      'text/csv; charset=utf-8; header=present',
    ]);
    expect(await headers(`${own}/cells.jsonl.gz`)).toEqual([FOR_GOOD, 'application/gzip']);
    expect(await headers('snapshots/demo/latest.json')).toEqual([
      A_MINUTE,
      'application/json; charset=utf-8',
    ]);
    expect(await headers('snapshots/demo/history.json')).toEqual([
      A_MINUTE,
      'application/json; charset=utf-8',
    ]);
  });
});

describe('a deployment', () => {
  it('is found by the name of its stack', async () => {
    const { outputs, environment } = deployment;
    const formation = await cloudFormation(
      new Map<string, Record<string, string>>([
        ['Primum-prod', outputs],
        ['Other', { SomeOutput: 'x' }],
      ]),
    );
    const env = {
      ...process.env,
      ...environment,
      AWS_ENDPOINT_URL_CLOUDFORMATION: formation.endpoint,
    };
    const onStack = (name: string) =>
      primum(['link', 'demo', '--json', '--stack', name, '--region', 'eu-central-2'], { cwd: folder, env });
    try {
      const found = await onStack('Primum-prod');
      expect([found.code, found.stderr.trim()]).toEqual([0, INTERNAL_NOTE]);
      const { links } = JSON.parse(found.stdout) as Links;
      expect(links[0]?.url).toContain('eu-central-2');
      expect(await onStack('Nope')).toMatchObject({
        code: 2,
        stderr: 'primum: there is no stack Nope in eu-central-2\n',
      });
      expect(await onStack('Other')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /Other in eu-central-2 is not a stack of Primum: it has no VotesQueueUrl, /,
        ),
      });
    } finally {
      formation.close();
    }
  });

  it('is given by its stack or by a file, but not by both', async () => {
    expect(await link('demo', '--stack', 'Primum')).toMatchObject({ code: 2 });
  });
});
