import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { digest, type Files } from '../../../../shared/publication/manifest.ts';
import { encodeSignature, localSigner, SIGNATURE } from '../../../../shared/publication/signature.ts';
import { verify } from '../../../../shared/publication/verify/index.ts';
import type { VerifyOptions } from '../../../../shared/publication/verify/verify.ts';
import { keyPair } from '../../../support/sample-chain.ts';
import { folderOf, sampleSnapshot, withForged } from '../../../support/sample-snapshot.ts';

// The report is mocked, because charts are slow and these tests verify dozens of snapshots.
vi.mock('../../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report\n' }));
// Test files share this process. A module with the real report must not be loaded before, and one with the mock must
// not remain.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

let files: Files;
let id: string;
beforeAll(async () => {
  files = await sampleSnapshot({ votes: 60 });
  id = JSON.parse(textOf('manifest.json')).snapshot;
});

const textOf = (name: string, of: Files = files): string => Buffer.from(of.get(name)!).toString();
const faultsOf = async (of: Files, options?: VerifyOptions): Promise<string> =>
  (await verify(folderOf(of, id), options)).faults.join('\n');
/** The snapshot with another content of a file and an adapted hash. */
const forged = (name: string, body: Uint8Array | string): Files => withForged(files, name, Buffer.from(body));
const replaced = (name: string, from: string | RegExp, to: string): Files => {
  const body = textOf(name).replace(from, to);
  expect(body).not.toBe(textOf(name));
  return name === 'manifest.json' ? new Map([...files, [name, Buffer.from(body)]]) : forged(name, body);
};
const withManifest = (alter: (manifest: ReturnType<typeof JSON.parse>) => void): Files => {
  const manifest = JSON.parse(textOf('manifest.json'));
  alter(manifest);
  return new Map([...files, ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)]]);
};

it('an unchanged snapshot has no fault', async () => {
  expect(await faultsOf(files)).toBe('');
});

describe('a JSON file is reported', () => {
  it.each(['manifest.json', 'snapshot.json', 'operations.json'])(
    'if %s names a member twice',
    async (name) => {
      const twice = replaced(name, /"study": "demo",\n/, '"study": "demo",\n "study": "demo",\n');
      expect(await faultsOf(twice)).toContain(
        `${name} names a member twice, so that two programs may read two different values`,
      );
    },
  );

  it.each(['manifest.json', 'snapshot.json', 'operations.json'])(
    'if %s has a byte order mark',
    async (name) => {
      expect(await faultsOf(replaced(name, '{', '\ufeff{'))).toContain(
        `${name} begins with a byte order mark`,
      );
    },
  );

  it.each(['manifest.json', 'snapshot.json', 'operations.json'])(
    'if %s has a member __proto__, at the top or deeper',
    async (name) => {
      const expected = `${name} has a member named __proto__`;
      expect(await faultsOf(replaced(name, '{', '{\n "__proto__": {"verdict": "aligned"},'))).toContain(
        expected,
      );
      expect(await faultsOf(replaced(name, '"study"', '"extra": [{"__proto__": 1}],\n "study"'))).toContain(
        expected,
      );
    },
  );

  it.each(['manifest.json', 'snapshot.json', 'operations.json'])(
    'if %s has bytes behind its last value',
    async (name) => {
      expect(await faultsOf(replaced(name, /\n$/, '\n{}\n'))).toContain(`${name} is not JSON`);
      expect(await faultsOf(replaced(name, /\n$/, '\n \n'))).toContain(
        `${name} has other bytes after its last value than one newline`,
      );
    },
  );

  it('if it has the line ends of another system', async () => {
    expect(await faultsOf(replaced('manifest.json', /\n/g, '\r\n'))).toContain(
      'manifest.json has line ends of another system (CR)',
    );
    expect(await faultsOf(replaced('leaderboard.csv', /\n/g, '\r\n'))).toMatch(
      /^leaderboard\.csv does not match the figures: line 1/,
    );
  });

  it('if its numbers or letters are written in another way with the same value', async () => {
    for (const [from, to] of [
      ['"schemaVersion": 1', '"schemaVersion": 1.0'],
      ['"schemaVersion": 1', '"schemaVersion": 1e0'],
      ['"study": "demo"', '"study": "d\\u0065mo"'],
      ['"study": "demo"', '"study":  "demo"'],
    ] as const)
      expect(await faultsOf(replaced('manifest.json', from, to))).toContain(
        'manifest.json is not written in the form of Primum',
      );
  });

  it('if it is not UTF-8', async () => {
    const body = Buffer.concat([files.get('manifest.json')!, Buffer.from([0xff])]);
    expect(await faultsOf(new Map([...files, ['manifest.json', body]]))).toMatch(
      /^manifest\.json is not JSON/,
    );
  });
});

describe('a size or a time in the manifest is reported', () => {
  it.each([
    ['negative', -1],
    ['a fraction', 0.5],
    ['larger than an exact number', 2 ** 60],
    ['a text', '12'],
  ])('if a size is %s', async (_, bytes) => {
    const faults = await faultsOf(withManifest(({ files: [entry] }) => Object.assign(entry, { bytes })));
    expect(faults).toMatch(/^manifest\.json does not fit its schema: files\.0\.bytes/);
  });

  it('if a number is too large to be read', async () => {
    expect(await faultsOf(replaced('manifest.json', /"bytes": \d+/, `"bytes": 1${'0'.repeat(400)}`))).toMatch(
      /^manifest\.json does not fit its schema: files\.0\.bytes/,
    );
  });

  it('if the time of the snapshot is in the future', async () => {
    const now = new Date('2026-02-01T00:00:00Z');
    expect(await faultsOf(files, { now })).toContain(
      `manifest.json of snapshot ${id} has the time 2026-03-01T09:30:00Z, which is in the future`,
    );
  });

  it('if the manifest itself is longer than any manifest', async () => {
    const long = Buffer.from(textOf('manifest.json') + ' '.repeat(1_000_001));
    expect(await faultsOf(new Map([...files, ['manifest.json', long]]))).toBe(
      'manifest.json has more than 1000000 bytes: it is not a manifest of Primum',
    );
  });
});

describe('the list of files in the manifest is reported', () => {
  it('if it lists a file twice, with one hash or with two', async () => {
    for (const sha256 of [digest(files.get('leaderboard.csv')!).sha256, 'a'.repeat(64)]) {
      const twice = withManifest(({ files: list }) => {
        const entry = list.find(({ name }: { name: string }) => name === 'leaderboard.csv');
        list.push({ ...entry, sha256 });
      });
      expect(await faultsOf(twice)).toContain('manifest.json lists "leaderboard.csv" twice');
    }
  });

  it('if a file has the media type of something else', async () => {
    const other = withManifest(({ files: list }) => {
      Object.assign(
        list.find(({ name }: { name: string }) => name === 'leaderboard.csv'),
        { mediaType: 'text/html' },
      );
    });
    expect(await faultsOf(other)).toContain(
      'manifest.json gives "leaderboard.csv" the media type "text/html" instead of text/csv',
    );
  });

  it('if a name contains letters of another alphabet or capital letters', async () => {
    for (const name of [
      'sn\u0430pshot.json',
      'Snapshot.json',
      'snapshot.json ',
      'snapshot\u200b.json',
      'schemas\\x',
    ]) {
      const named = withManifest(({ files: list }) => Object.assign(list[0], { name }));
      expect(await faultsOf(named)).toMatch(/which is not the name of a snapshot's file/);
    }
  });
});

describe('the folder of a snapshot is reported', () => {
  const withExtra = (...names: string[]) =>
    faultsOf(new Map([...files, ...names.map((name): [string, Uint8Array] => [name, Buffer.from('x')])]));

  it('if it contains a file that the manifest does not name, also in a folder below', async () => {
    for (const name of ['notes.txt', '.hidden', 'schemas/notes.json', 'more/report.html'])
      expect(await withExtra(name)).toMatch(
        /is not part of what was published: remove it, and do not trust it$/,
      );
  });

  it('if a name is easily taken for the one of a published file: another case, another alphabet, a hidden character', async () => {
    expect(await withExtra('Report.html')).toMatch(
      /^"Report\.html" is not part.*easily taken for report\.html/,
    );
    expect(await withExtra('report.htm\u200bl')).toMatch(
      /^"report\.htm\\u\{200b\}l" is not part.*easily taken for report\.html/,
    );
    expect(await withExtra('r\u0435port.html')).toMatch(
      /^"r\\u\{435\}port\.html" is not part.*easily taken for report\.html/,
    );
  });

  it('if it is renamed, or a file in it is a link', async () => {
    const renamed = await verify(folderOf(files, 'final-audit'));
    expect(renamed.faults).toEqual([
      expect.stringMatching(/^the folder is named "final-audit", but manifest\.json is the one of snapshot/),
    ]);
    const folder = folderOf(files, id);
    const linked = await verify({
      ...folder,
      list: async (under, most) =>
        (await folder.list(under, most))!.map((entry) =>
          entry.name === 'report.html' ? { ...entry, kind: 'link' } : entry,
        ),
    });
    expect(linked.faults).toEqual([expect.stringMatching(/^"report\.html" is a link/)]);
  });
});

describe('a compressed file is reported', () => {
  const CELLS = 'cells.jsonl.gz';
  const cells = () => Buffer.from(files.get(CELLS)!);

  it('if bytes follow the end of its gzip member, although no reader of gzip shows them', async () => {
    expect(await faultsOf(forged(CELLS, Buffer.concat([cells(), Buffer.from('hidden')])))).toContain(
      'cells.jsonl.gz has 6 bytes behind the end of its gzip member',
    );
  });

  it('if a second gzip member follows, empty or not', async () => {
    for (const content of ['', '{"group":0}\n'])
      expect(await faultsOf(forged(CELLS, Buffer.concat([cells(), gzipSync(content)])))).toContain(
        'cells.jsonl.gz has a second gzip member behind the first',
      );
  });

  it('if its header has a comment or a file name', async () => {
    const named = Buffer.concat([cells().subarray(0, 10), Buffer.from('secret\0'), cells().subarray(10)]);
    named[3] = 8;
    expect(await faultsOf(forged(CELLS, named))).toContain(
      'cells.jsonl.gz has optional fields in its gzip header',
    );
  });

  it('if its checksum does not match, or its end is cut off', async () => {
    const wrong = cells();
    wrong[wrong.length - 8]! ^= 1;
    expect(await faultsOf(forged(CELLS, wrong))).toMatch(/does not match its gzip checksum/);
    expect(await faultsOf(forged(CELLS, cells().subarray(0, -3)))).toMatch(/ends before its gzip checksum/);
  });

  it('if it unpacks to far more than its size', async () => {
    const bomb = gzipSync(Buffer.concat([gunzipSync(cells()), Buffer.alloc(40_000_000, '\n')]));
    expect(await faultsOf(forged(CELLS, bomb))).toContain(
      'cells.jsonl.gz unpacks to more than 250 times its size',
    );
  });
});

describe('another protocol or code than the one that is named is reported', () => {
  it('if the reader expects another protocol or another code version', async () => {
    const { protocolHash, codeVersion } = JSON.parse(textOf('manifest.json'));
    expect(await faultsOf(files, { protocolHash, codeVersion })).toBe('');
    expect(await faultsOf(files, { protocolHash: 'a'.repeat(64) })).toMatch(
      /manifest\.json names the protocol with the hash \w{64}, and not the expected one with a{64}/,
    );
    expect(await faultsOf(files, { codeVersion: '9.9.9+00000000' })).toMatch(
      /manifest\.json names the code version \S+, and not the expected 9\.9\.9\+00000000/,
    );
  });

  it('if manifest.json or snapshot.json names another one than the other file', async () => {
    const hash = createHash('sha256').update('another protocol').digest('hex');
    for (const changes of [{ protocolHash: hash }, { codeVersion: '9.9.9+00000000' }]) {
      const faults = await faultsOf(withManifest((manifest) => Object.assign(manifest, changes)));
      expect(faults).toMatch(/^snapshot\.json names the .* but manifest\.json names/m);
    }
    expect(
      await faultsOf(replaced('snapshot.json', /"codeVersion": "[^"]+"/, '"codeVersion": "9.9.9+00000000"')),
    ).toMatch(/^snapshot\.json names the code version 9\.9\.9\+00000000, but manifest\.json names/m);
  });
});

describe('a signature', () => {
  const keys = keyPair();
  const signed = async (by = keys, of = files): Promise<Files> =>
    new Map([...of, [SIGNATURE, encodeSignature(await localSigner(by.pem)(of.get('manifest.json')!))]]);
  const check = async (of: Files) => faultsOf(of, { key: keys.publicKey });

  it('of the given key over exactly this manifest is accepted', async () => {
    const { faults, passed } = await verify(folderOf(await signed(), id), { key: keys.publicKey });
    expect(faults).toEqual([]);
    expect(passed).toContain('the given key signed manifest.json');
  });

  it('is reported if it is missing', async () => {
    expect(await check(files)).toMatch(/^manifest\.sig\.json is missing: the snapshot is not signed/);
  });

  it('is reported if another key made it, whether or not it names its key', async () => {
    const other = await signed(keyPair());
    expect(await check(other)).toMatch(
      /^manifest\.sig\.json was made with another key, with the fingerprint \w{64}/,
    );
    const { key: _, ...unnamed } = JSON.parse(textOf(SIGNATURE, other));
    const anonymous = new Map([...other, [SIGNATURE, encodeSignature(unnamed)]]);
    expect(await check(anonymous)).toMatch(
      /^manifest\.sig\.json does not fit manifest\.json and the given key: the manifest was altered, or another key/,
    );
  });

  it('is reported if it belongs to another manifest, although everything else was forged consistently', async () => {
    const other = await sampleSnapshot({ votes: 59 });
    const [, signature] = [...(await signed())].find(([name]) => name === SIGNATURE)!;
    const { snapshot } = JSON.parse(textOf('manifest.json', other));
    const { faults } = await verify(folderOf(new Map([...other, [SIGNATURE, signature]]), snapshot), {
      key: keys.publicKey,
    });
    expect(faults).toEqual([
      'manifest.sig.json does not fit manifest.json, although it names the given key: the manifest or the signature was altered',
    ]);
  });

  it('is reported if its file is no signature, or names another algorithm', async () => {
    const wrong = (body: string) => check(new Map([...files, [SIGNATURE, Buffer.from(body)]]));
    expect(await wrong('{}\n')).toMatch(/^manifest\.sig\.json does not fit its schema/);
    expect(await wrong(' '.repeat(20_000))).toMatch(/^manifest\.sig\.json has more than 10000 bytes/);
    expect(await faultsOf(new Map([...files, [SIGNATURE, Buffer.from('{}\n')]]))).toMatch(
      /^manifest\.sig\.json does not fit its schema/,
    );
    const text = textOf(SIGNATURE, await signed());
    expect(await wrong(text.replace('ECDSA_P256_SHA256', 'none'))).toMatch(
      /does not fit its schema: algorithm/,
    );
  });
});

describe('a public edition', () => {
  let edition: Files;
  beforeAll(async () => {
    edition = await sampleSnapshot({ votes: 60 }, (audit) => ({
      ...audit,
      publicEdition: { because: 'clinicians', suppressBelow: 5, countStep: 5, withheld: [] },
    }));
  });
  /** The snapshot as a public edition, without cells. */
  const published = (
    alter: (manifest: ReturnType<typeof JSON.parse>) => void = () => {},
    from = edition,
  ): Files => {
    const { previous, title, ...rest } = JSON.parse(textOf('manifest.json', from));
    const { schemaVersion, study, snapshot, time, files: list, ...others } = rest;
    const manifest = {
      ...{ schemaVersion, study, snapshot, time, previous },
      ...{ edition: 'public', internal: 'a'.repeat(64), title, ...others },
      files: list.filter(({ name }: { name: string }) => name !== 'cells.jsonl.gz'),
    };
    alter(manifest);
    const kept = [...from].filter(([name]) => name !== 'cells.jsonl.gz');
    return new Map([...kept, ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)]]);
  };

  it('is verified without cells, and its figures are not recomputed', async () => {
    const { faults, passed, isRecomputed } = await verify(folderOf(published(), id));
    expect([faults, isRecomputed]).toEqual([[], false]);
    expect(passed.join('\n')).toMatch(/fit their schemas.*byte for byte/s);
    expect(passed.join('\n')).not.toContain('follow from');
  });

  it('is reported if it is an internal one that was relabelled, so that nobody recomputes its figures', async () => {
    expect(await faultsOf(published(() => {}, files))).toBe(
      'snapshot.json has no publicEdition, so it is not from a public edition: an internal snapshot was relabelled, and its figures cannot be recomputed',
    );
  });

  it('is reported if it contains cells, or does not name the internal manifest', async () => {
    const cells = files.get('cells.jsonl.gz')!;
    const detailed = published(({ files: list }) =>
      list.push({ name: 'cells.jsonl.gz', mediaType: 'application/gzip', ...digest(cells) }),
    );
    expect(await faultsOf(new Map([...detailed, ['cells.jsonl.gz', cells]]))).toContain(
      'cells.jsonl.gz shows single votes, which a public edition must not contain',
    );
    expect(await faultsOf(published((manifest) => delete manifest.internal))).toContain(
      'manifest.json of a public edition must hold the hash of the internal manifest',
    );
  });
});
