import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../shared/contracts/snapshot.ts';
import { seededRandom } from '../../../../shared/lib/random.ts';
import { digest, type Files } from '../../../../shared/publication/manifest.ts';
import { recompute } from '../../../../shared/publication/verify/figures.ts';
import { verify } from '../../../../shared/publication/verify/index.ts';
import { folderOf, sampleSnapshot, withForged } from '../../../support/sample-snapshot.ts';

const SAMPLE = { votes: 60, models: ['aster', '=cmd()', 'toString'], specialties: ['cardiology', '<b>'] };
let files: Files;

beforeAll(async () => {
  files = await sampleSnapshot(SAMPLE);
});

const faultsOf = async (of: Files, sha256?: string) => (await verify(folderOf(of), { sha256 })).faults;
const hashOf = (name: string, of = files) => digest(of.get(name)!).sha256;
const textOf = (name: string) => Buffer.from(files.get(name)!).toString();

/** A file as Primum writes it. */
const asFile = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

function flipped(body: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(body);
  copy[at]! ^= 1 << bit;
  return copy;
}

describe('verifying', () => {
  it('finds no fault in an unchanged snapshot, and lists the checks', async () => {
    const { faults, passed, manifest, manifestHash } = await verify(folderOf(files));
    expect(faults).toEqual([]);
    expect(passed.join('\n')).toMatch(
      /^all \d+ files have.*fit their schemas, version 2.*numbers of snapshot\.json.*byte for byte/s,
    );
    expect(manifest?.study).toBe('demo');
    expect(manifestHash).toBe(hashOf('manifest.json'));
  });

  it.each([
    ['no vote', { votes: 0 }],
    ['one vote', { votes: 1 }],
    ['two models', { votes: 30, models: ['a', 'b'] }],
  ])('finds no fault in a snapshot of %s', async (_, sample) => {
    expect(await faultsOf(await sampleSnapshot(sample))).toEqual([]);
  });

  it('detects any flipped bit in any file, and names the file with the expected and the found hash', async () => {
    const random = seededRandom(1);
    for (const [name, body] of files) {
      if (name === 'manifest.json') continue;
      const places = [0, body.length - 1, ...Array.from({ length: 40 }, () => random.below(body.length))];
      for (const at of places) {
        const damaged = new Map([...files, [name, flipped(body, at, random.below(8))]]);
        expect(await faultsOf(damaged)).toEqual([
          `${name} is not the file that was published: expected SHA-256 ${hashOf(name)}, found ${hashOf(name, damaged)}`,
        ]);
      }
    }
  });

  it('detects any flipped bit in the manifest', async () => {
    const random = seededRandom(2);
    const body = files.get('manifest.json')!;
    for (let time = 0; time < 25; time++) {
      const damaged = flipped(body, random.below(body.length), random.below(8));
      expect(await faultsOf(new Map([...files, ['manifest.json', damaged]]))).not.toEqual([]);
    }
  });

  it('detects a file that is truncated, extended, missing, or left out of the manifest', async () => {
    const body = files.get('leaderboard.csv')!;
    const changed = (other: Uint8Array) => faultsOf(new Map([...files, ['leaderboard.csv', other]]));
    expect(await changed(body.subarray(1))).toEqual([
      expect.stringMatching(/^leaderboard\.csv .*bytes instead of/),
    ]);
    expect(await changed(Buffer.concat([body, body]))).toEqual([
      expect.stringMatching(/^leaderboard\.csv is longer/),
    ]);
    expect(await faultsOf(new Map([...files].filter(([name]) => name !== 'leaderboard.csv')))).toEqual([
      'leaderboard.csv is missing',
    ]);
    const listed = JSON.parse(textOf('manifest.json'));
    listed.files = listed.files.filter(({ name }: { name: string }) => name !== 'cells.jsonl.gz');
    expect(await faultsOf(new Map([...files, ['manifest.json', asFile(listed)]]))).toEqual([
      'cells.jsonl.gz is missing from the manifest: nothing can be recomputed',
      '"cells.jsonl.gz" is not part of what was published: remove it, and do not trust it',
    ]);
  });

  it('reads no file outside the folder, for any names in the manifest', async () => {
    const listed = JSON.parse(textOf('manifest.json'));
    listed.files.push({ ...listed.files[0], name: '../secret' }, { ...listed.files[0], name: '/etc/passwd' });
    const asked: string[] = [];
    const hostile = new Map([...files, ['manifest.json', asFile(listed)]]);
    const { faults } = await verify({
      name: 'hostile',
      ownName: null,
      list: async () => null,
      read: async (file) => {
        asked.push(file);
        return hostile.get(file) ?? null;
      },
    });
    expect(faults).toHaveLength(2);
    expect(asked.filter((file) => !files.has(file))).toEqual([]);
  });

  it('detects by the hash of a trusted manifest that the whole snapshot was replaced', async () => {
    const other = await sampleSnapshot({ ...SAMPLE, votes: 59 });
    expect(await faultsOf(other)).toEqual([]);
    const trusted = hashOf('manifest.json');
    expect(await faultsOf(files, trusted)).toEqual([]);
    expect(await faultsOf(other, trusted)).toEqual([
      `manifest.json is not the trusted one: expected SHA-256 ${trusted}, found ${hashOf('manifest.json', other)}`,
    ]);
  });
});

/** All numbers in a structure with their paths. `set` replaces a number in place. */
function* numbersIn(
  value: unknown,
  path = '',
): Generator<{ path: string; was: number; set(to: number): void }> {
  if (value === null || typeof value !== 'object') return;
  for (const [key, content] of Object.entries(value)) {
    const field = /^[A-Za-z]\w*$/.test(key) ? `${path === '' ? '' : '.'}${key}` : `["${key}"]`;
    const here = path + (Array.isArray(value) ? `[${key}]` : field);
    if (typeof content === 'number')
      yield { path: here, was: content, set: (to) => Object.assign(value, { [key]: to }) };
    else yield* numbersIn(content, here);
  }
}

/** Another number that is valid in the same places. */
const altered = (was: number): number =>
  Number.isInteger(was) ? (was === 0 ? 1 : was - Math.sign(was)) : Number((was * 0.999999).toPrecision(10));
/** The figures that the cells do not determine. */
const FREE = /^(participation|totals\.(clinicians|countries)|schemaVersion)/;

describe('an altered number in snapshot.json', () => {
  it('is reported with its path, its published and its recomputed value, in any place', async () => {
    const published = JSON.parse(textOf('snapshot.json')) as Snapshot;
    const numbers = [...numbersIn(published)].filter(({ path }) => !FREE.test(path));
    expect(numbers.length).toBeGreaterThan(1000);
    const random = seededRandom(3);
    for (let time = 0; time < 60; time++) {
      const { path, was, set } = random.pick(numbers);
      set(altered(was));
      const { differences } = await recompute(published, published, {
        name: 'cells.jsonl.gz',
        body: files.get('cells.jsonl.gz')!,
      });
      // The protocol determines the computation. If it is altered, its hash differs as well, and possibly other
      // figures.
      expect(differences.map((one) => one.path)).toContain(
        path.startsWith('protocol') ? 'protocol.hash' : path,
      );
      if (!path.startsWith('protocol')) expect(differences).toEqual([{ path, from: altered(was), to: was }]);
      set(was);
    }
  });

  it('is detected even if the forger rendered all files again with a new manifest', async () => {
    const forged = await sampleSnapshot(SAMPLE, (audit) => {
      const [first, ...others] = audit.leaderboard.overall.rows;
      const rows = [{ ...first!, score: first!.score + 0.5 }, ...others];
      return {
        ...audit,
        leaderboard: { ...audit.leaderboard, overall: { ...audit.leaderboard.overall, rows } },
      };
    });
    expect(await faultsOf(forged)).toEqual([
      expect.stringMatching(
        /^snapshot\.json, leaderboard\.overall\.rows\[0\]\.score: published \S+, recomputed \S+$/,
      ),
    ]);
  });

  it('is detected if only the hash of snapshot.json was adapted, because no other file matches it', async () => {
    const body = Buffer.from(textOf('snapshot.json').replace(/"clinicians": \d+/, '"clinicians": 39'));
    const faults = await faultsOf(withForged(files, 'snapshot.json', body));
    expect(faults.join('\n')).toMatch(/^report\.html does not match the figures: line \d+ is/m);
  });
});

describe('a forged file with an adapted hash', () => {
  it('is reported with the line that differs', async () => {
    for (const name of [
      'leaderboard.csv',
      'no-go-zones.csv',
      'report.html',
      'schemas/snapshot.schema.json',
    ]) {
      const body = Buffer.from(textOf(name).replace('a', 'b'));
      expect(await faultsOf(withForged(files, name, body))).toEqual([
        expect.stringMatching(new RegExp(`^${name} does not match the figures: line \\d+ is`)),
      ]);
    }
  });

  it('is detected if it is the cells, because they give other figures', async () => {
    const lines = gunzipSync(files.get('cells.jsonl.gz')!).toString().split('\n');
    const fewer = gzipSync(lines.slice(1).join('\n'));
    const faults = await faultsOf(withForged(files, 'cells.jsonl.gz', fewer));
    expect(faults[0]).toMatch(/^snapshot\.json, totals\.judgments: published 60, recomputed \d+$/);
    expect(await faultsOf(withForged(files, 'cells.jsonl.gz', Buffer.from('nonsense')))).toContainEqual(
      expect.stringMatching(/^cells\.jsonl\.gz cannot be audited: incorrect header check/),
    );
  });

  it('is detected if it has a field that no schema defines', async () => {
    const body = Buffer.from(textOf('snapshot.json').replace('{', '{"endorsedBy":"the ministry",'));
    const faults = await faultsOf(withForged(files, 'snapshot.json', body));
    expect(faults).toContain('snapshot.json, endorsedBy: published "the ministry", recomputed nothing');
  });

  it('is distinguished from a file with another version of the schema', async () => {
    const body = Buffer.from(textOf('snapshot.json').replace('"schemaVersion": 2', '"schemaVersion": 3'));
    expect(await faultsOf(withForged(files, 'snapshot.json', body))).toEqual([
      'snapshot.json does not fit its schema: schemaVersion: Invalid option: expected one of 1|2',
    ]);
  });
});

describe('a manifest that states a larger size than a snapshot can have', () => {
  it('is refused before any file is read', async () => {
    const listed = JSON.parse(textOf('manifest.json'));
    for (const entry of listed.files) entry.bytes = 2 ** 29;
    const claiming = new Map([...files, ['manifest.json', asFile(listed)]]);
    const read: string[] = [];
    const folder = folderOf(claiming);
    const watched = {
      ...folder,
      read: (file: string, most: number) => {
        read.push(file);
        return folder.read(file, most);
      },
    };
    const { faults } = await verify(watched);
    expect(faults).toEqual([
      expect.stringMatching(/^by the manifest, the files would have \d+ bytes, but a snapshot/),
    ]);
    expect(read).toEqual(['manifest.json']);
  });
});

describe('a table without its last line end', () => {
  it('is reported with the line at which it ends', async () => {
    const body = Buffer.from(textOf('leaderboard.csv').trimEnd());
    expect(await faultsOf(withForged(files, 'leaderboard.csv', body))).toEqual([
      expect.stringMatching(/^leaderboard\.csv does not match the figures: it ends before line \d+$/),
    ]);
  });
});

describe('a figure that cells do not determine', () => {
  it('must be consistent with the other figures', async () => {
    const faults = async (forge: (audit: Snapshot) => Snapshot) =>
      faultsOf(await sampleSnapshot(SAMPLE, forge));
    const countries = [{ country: 'CH', clinicians: 4 }];
    expect(await faults((audit) => ({ ...audit, participation: { countries, suppressed: 0 } }))).toEqual([
      expect.stringContaining('participation counts 1 countries, totals.countries says 3'),
      expect.stringContaining('names a country of fewer than 5 clinicians'),
    ]);
    expect(await faults((audit) => ({ ...audit, totals: { ...audit.totals, clinicians: 1 } }))).toEqual([
      expect.stringContaining('gives a country more clinicians than totals.clinicians (1)'),
    ]);
  });
});
