import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { digest, type Files } from '../../../../shared/publication/manifest.ts';
import { unlikeChain } from '../../../../shared/publication/verify/series.ts';
import type { StudyOptions } from '../../../../shared/publication/verify/snapshots.ts';
import { type StudyVerification, verifyStudy } from '../../../../shared/publication/verify/study.ts';
import {
  asFile,
  jsonAt,
  keyPair,
  type SampleChain,
  sampleChain,
  studyFolder,
  withFile,
  withJson,
  withNewestNamed,
} from '../../../support/sample-chain.ts';

// The report is mocked, because charts are slow and these tests verify dozens of studies.
vi.mock('../../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report\n' }));
// Test files share this process. A module with the real report must not be loaded before, and one with the mock must
// not remain.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const keys = keyPair();
let genuine: SampleChain;
/** Another publication of a study with the same name: the same first snapshot, and other later ones. */
let forked: SampleChain;
let [first, second, third] = ['', '', ''];

beforeAll(async () => {
  genuine = await sampleChain([60, 70, 80], keys);
  forked = await sampleChain([60, 75, 85], keyPair());
  [first, second, third] = genuine.ids as [string, string, string];
});

const verify = (files: Files, options: StudyOptions = {}, folder: Parameters<typeof studyFolder>[1] = {}) =>
  verifyStudy(studyFolder(files, folder), options);
const faultsOf = async (...parameters: Parameters<typeof verify>): Promise<string> =>
  (await verify(...parameters)).faults.join('\n');

it('a damaged manifest in a folder that nothing refers to is reported', async () => {
  const added = new Map([
    ...genuine.files,
    ['20260301T000000Z-000000000000/manifest.json', Buffer.from('{}')],
  ]);
  expect(await faultsOf(added)).toMatch(
    /20260301T000000Z-000000000000\/manifest\.json is not a manifest of Primum/,
  );
});

const hashOf = (path: string, files: Files = genuine.files): string => digest(files.get(path)!).sha256;
const without = (files: Files, ...prefixes: string[]): Files =>
  new Map([...files].filter(([path]) => !prefixes.some((prefix) => path.startsWith(prefix))));
/** The files as if the study had ended with its second snapshot. */
const setBack = (files: Files): Files => {
  const entries = jsonAt(files, 'history.json').snapshots.slice(0, 2);
  const { study, snapshot, time, number, verdict, inputs } = jsonAt(files, `${second}/manifest.json`);
  const pointer = {
    schemaVersion: 1,
    ...{ study, snapshot, time, number, verdict, inputs },
    manifest: { key: `${second}/manifest.json`, ...digest(files.get(`${second}/manifest.json`)!) },
  };
  return new Map([
    ...files,
    ['latest.json', asFile(pointer)],
    ['history.json', asFile({ ...jsonAt(files, 'history.json'), snapshots: entries })],
  ]);
};

describe('an unchanged study', () => {
  let found: StudyVerification;
  beforeAll(async () => {
    found = await verify(genuine.files, { key: genuine.publicKey });
  });

  it('has no fault and no open question, and all of its snapshots form one chain', () => {
    expect(found.faults).toEqual([]);
    expect(found.notes).toEqual([]);
    expect(found.snapshots).toBe(3);
    expect(found.passed.join('\n')).toMatch(
      /chain of 3 snapshots is unbroken.*no other file.*given key signed.*numbers of snapshot\.json.*byte for byte.*2 other snapshots/s,
    );
  });

  it('is verified without a listing, and the result says that other files cannot be seen', async () => {
    const { faults, notes } = await verify(genuine.files, {}, { canList: false });
    expect(faults).toEqual([]);
    expect(notes.join('\n')).toMatch(/a web server does not list folders, so files .*cannot be seen/);
  });

  it('has the figures of all snapshots computed again if the reader wants it', async () => {
    const { faults, passed } = await verify(genuine.files, { all: true });
    expect(faults).toEqual([]);
    expect(passed.join('\n')).toContain('the figures of 2 follow from their cells');
  });

  it('is checked around a single snapshot, whose place in the chain is then known', async () => {
    const { faults, manifest, isRecomputed } = await verify(genuine.files, { only: second });
    expect([faults, manifest?.number, isRecomputed]).toEqual([[], 2, true]);
  });

  it('shows the progress of the snapshots', async () => {
    const shown: string[] = [];
    const onProgress = (activity: string, done: number, total: number) =>
      void shown.push(`${activity} ${done}/${total}`);
    await verify(genuine.files, { onProgress });
    expect(shown).toContain('reading manifests 3/3');
    expect(shown).toContain('verifying the files of snapshots 3/3');
  });
});

describe('latest.json', () => {
  it('is reported if it replays an older snapshot, although the history was shortened to match', async () => {
    expect(await faultsOf(setBack(genuine.files))).toMatch(
      /chain\/3\.json continues the snapshot that latest\.json names: latest\.json was set back to an older snapshot/,
    );
    expect(await faultsOf(setBack(genuine.files), {}, { canList: false })).toMatch(
      /latest\.json was set back/,
    );
    const unclaimed = without(setBack(genuine.files), 'chain/3');
    expect(await faultsOf(unclaimed)).toContain(
      `snapshot ${third} continues the snapshot that latest.json names: latest.json was set back`,
    );
  });

  it('is reported if every trace of the newer snapshot was removed, because the head that a reader noted is missing', async () => {
    const cleaned = without(setBack(genuine.files), third, 'chain/3');
    const head = { hash: hashOf(`${third}/manifest.json`), study: 'demo', number: 3 };
    expect(await faultsOf(cleaned)).toBe('');
    expect((await verify(cleaned, { head })).isUnderHead).toBe(false);
    expect(await faultsOf(cleaned, { head })).toMatch(
      /^no manifest\.json of the chain has the SHA-256 of the given head.*the study was set back/,
    );
  });

  it('is reported if it is emptied, deleted, or not JSON', async () => {
    const replaced = (body: string) => new Map([...genuine.files, ['latest.json', Buffer.from(body)]]);
    expect(await faultsOf(replaced(''))).toMatch(/^latest\.json is not JSON/);
    expect(await faultsOf(replaced('{}\n'))).toMatch(/^latest\.json does not fit its schema/);
    expect(await faultsOf(without(genuine.files, 'latest.json'))).toMatch(
      /^latest\.json is missing: restore it/,
    );
  });

  it('is reported with the field that was forged', async () => {
    const forged = async (alter: (latest: Record<string, unknown>) => void) =>
      faultsOf(withJson(genuine.files, 'latest.json', alter));
    for (const [field, value] of Object.entries({
      verdict: 'aligned',
      time: '2026-04-01T00:00:00Z',
      madeUp: true,
    }))
      expect(await forged((latest) => void Object.assign(latest, { [field]: value }))).toContain(
        `latest.json gives the newest snapshot another ${field} than its manifest.json: latest.json was forged`,
      );
    expect(
      await forged(
        (latest) =>
          void Object.assign(latest, {
            manifest: { ...(latest.manifest as object), sha256: 'a'.repeat(64) },
          }),
      ),
    ).toMatch(/manifest\.json has the SHA-256 \w+, but latest\.json names a{64}/);
    expect(await forged((latest) => void Object.assign(latest, { snapshot: '../../other' }))).toMatch(
      /latest\.json names "\.\.\/\.\.\/other", which is not the name of a snapshot: it was forged/,
    );
  });
});

describe('a field', () => {
  it.each(['title', 'totals', 'leaders', 'confirmedZones', 'findings'])(
    'of the history is reported if it was removed: %s',
    async (field) => {
      const { snapshots } = jsonAt(genuine.files, 'history.json');
      expect(snapshots[1]).toHaveProperty(field);
      const removed = withJson(
        genuine.files,
        'history.json',
        (history) => delete history.snapshots[1][field],
      );
      expect(await faultsOf(removed)).toContain('history.json');
    },
  );

  it('that says that the data are made up is reported if it was removed from the history', async () => {
    const files = withJson(genuine.files, 'history.json', ({ snapshots }) => {
      snapshots[1].madeUp = true;
    });
    expect(await faultsOf(files)).toContain('another madeUp');
    const { listed, hash } = {
      listed: jsonAt(genuine.files, `${second}/manifest.json`),
      hash: '0'.repeat(64),
    };
    const [, { manifest: _, ...entry }] = jsonAt(genuine.files, 'history.json').snapshots;
    const found = unlikeChain([entry], [{ id: second, hash, listed: { ...listed, madeUp: true } }]);
    expect(found.join()).toContain('another madeUp');
  });

  it.each([
    ['latest.json', 'note', (latest: object) => Object.assign(latest, { note: 'withdrawn' })],
    [
      'latest.json',
      'manifest.url',
      ({ manifest }: { manifest: object }) => Object.assign(manifest, { url: '' }),
    ],
    [
      'history.json',
      'snapshots[0].note',
      ({ snapshots }: { snapshots: object[] }) => Object.assign(snapshots[0]!, { note: 'withdrawn' }),
    ],
  ])('that Primum does not write is reported in %s: %s', async (file, path, alter) => {
    expect(await faultsOf(withJson(genuine.files, file, alter as never))).toContain(
      `${file} has the field ${path}, which Primum does not write`,
    );
  });

  it('that Primum does not write is reported in a signature', async () => {
    const files = withJson(genuine.files, `${third}/manifest.sig.json`, (signature) =>
      Object.assign(signature, { signer: 'somebody' }),
    );
    expect(await faultsOf(files)).toContain('manifest.sig.json has the field signer');
    expect(await faultsOf(files, { key: genuine.publicKey })).toContain(
      'manifest.sig.json has the field signer',
    );
  });
});

describe('history.json', () => {
  const withEntries = (alter: (entries: Record<string, unknown>[]) => unknown) =>
    withJson(genuine.files, 'history.json', (history) => {
      history.snapshots = alter(history.snapshots);
    });

  it('is reported if it is emptied or deleted', async () => {
    expect(await faultsOf(withEntries(() => []))).toMatch(
      /^history\.json lacks 3 of 3 snapshots of the chain, first \S+: it was shortened or emptied/,
    );
    expect(await faultsOf(without(genuine.files, 'history.json'))).toMatch(
      /^history\.json is missing.*Restore it/,
    );
  });

  it('is reported if a snapshot in its middle was left out, or the newest one', async () => {
    expect(await faultsOf(withEntries(([a, , c]) => [a, c]))).toMatch(
      /^history\.json lacks 1 of 3 snapshots/,
    );
    expect(await faultsOf(withEntries(([a, b]) => [a, b]))).toMatch(
      /^history\.json lacks the newest snapshot/,
    );
  });

  it('is reported with the field that was forged', async () => {
    const forged = withEntries(([a, b, c]) => [a, { ...b, verdict: 'aligned' }, c]);
    expect(await faultsOf(forged)).toBe(
      `history.json gives snapshot ${second} another verdict than its manifest.json: the history was altered`,
    );
  });

  it('is reported if it lists a snapshot that was never published, a snapshot twice, or another order', async () => {
    const invented = { snapshot: '20260301T093001Z-000000000000' };
    expect(await faultsOf(withEntries(([a, b, c]) => [a, { ...b, ...invented }, b, c]))).toContain(
      'history.json lists snapshot 20260301T093001Z-000000000000, which is not in the chain',
    );
    expect(await faultsOf(withEntries(([a, b, c]) => [a, b, b, c]))).toMatch(
      /history\.json lists a snapshot twice/,
    );
    expect(await faultsOf(withEntries(([a, b, c]) => [b, a, c]))).toMatch(/in another order than the chain/);
  });

  describe('in parts', () => {
    let parted: Files;
    let part: string;
    beforeAll(() => {
      const { snapshots, ...names } = jsonAt(genuine.files, 'history.json');
      const body = asFile({ ...names, snapshots: snapshots.slice(0, 2) });
      part = `history/${second}-${digest(body).sha256.slice(0, 8)}.json`;
      const rest = { ...names, snapshots: snapshots.slice(2), older: { key: part, snapshots: 2 } };
      parted = new Map([...genuine.files, [part, body], ['history.json', asFile(rest)]]);
    });

    it('is verified with them', async () => {
      expect(await faultsOf(parted)).toBe('');
    });

    it('is reported if a part is missing', async () => {
      expect(await faultsOf(without(parted, 'history/'))).toContain(
        `${part} is missing: the snapshots in it are no longer listed`,
      );
    });

    it('is reported if a part was altered, by the hash in its name and by the manifests', async () => {
      const altered = withJson(parted, part, ({ snapshots }) => {
        snapshots[0].verdict = 'aligned';
      });
      expect(await faultsOf(altered)).toMatch(
        /^history\/\S+ was altered: its name says[\s\S]*another verdict than/,
      );
    });

    it('is reported if the link to a part counts wrongly, leads elsewhere, or leads in a circle', async () => {
      const linked = (older: unknown) =>
        faultsOf(withJson(parted, 'history.json', (history) => Object.assign(history, { older })));
      expect(await linked({ key: part, snapshots: 9 })).toMatch(
        /leads to 2 snapshots, but the file that links it counts 9/,
      );
      expect(await linked({ key: '../other/history.json', snapshots: 2 })).toMatch(
        /is not the name of a part/,
      );
      const circular = withJson(parted, part, (history) =>
        Object.assign(history, { older: { key: part, snapshots: 2 } }),
      );
      expect(await faultsOf(circular)).toMatch(/the parts of the history form a circle/);
    });

    it('is reported if a part was cut off, because it is still in the folder', async () => {
      const cut = withJson(parted, 'history.json', (history) => delete history.older);
      expect(await faultsOf(cut)).toContain(`${part} belongs to no history`);
    });
  });
});

describe('a snapshot in the middle of the chain', () => {
  it('is reported if it was removed, although its copy in the chain proves the links around it', async () => {
    const faults = await faultsOf(without(genuine.files, second));
    expect(faults).toContain(
      `snapshot ${second}, number 2, is missing, although ${third}/manifest.json names it: its folder or its manifest was removed`,
    );
    expect(faults.split('\n')).toHaveLength(1);
  });

  it('is reported if it was removed with all of its traces', async () => {
    const { history, ...rest } = { history: jsonAt(genuine.files, 'history.json'), files: genuine.files };
    history.snapshots.splice(1, 1);
    const traceless = new Map([...without(rest.files, second, 'chain/2'), ['history.json', asFile(history)]]);
    expect(await faultsOf(traceless)).toContain(`snapshot ${second}, number 2, is missing`);
    expect(await faultsOf(traceless, {}, { canList: false })).toContain(
      `snapshot ${second}, number 2, is missing`,
    );
  });

  it('is reported if its cells and figures were forged consistently, because its successor names the hash', async () => {
    const other = [...forked.files].filter(([path]) => path.startsWith(`${forked.ids[1]}/`));
    const forged = new Map(genuine.files);
    for (const [path, body] of other) forged.set(path.replace(forked.ids[1]!, second), body);
    expect(await faultsOf(forged)).toMatch(
      /manifest\.json has the SHA-256 \w+, but \S+\/manifest\.json names \w+: the manifest was swapped or altered/,
    );
  });

  it('is reported if one of its files was altered together with its manifest', async () => {
    const forged = withFile(genuine.files, second, 'leaderboard.csv', Buffer.from('forged\n'));
    const faults = await faultsOf(forged);
    expect(faults).toContain(
      `${second}/manifest.json has the SHA-256 ${hashOf(`${second}/manifest.json`, forged)}, but ${third}/manifest.json names ${hashOf(`${second}/manifest.json`)}`,
    );
    expect(faults).toContain(`chain/2.json differs from ${second}/manifest.json`);
  });

  it('is reported if a file of it was altered alone', async () => {
    const damaged = new Map([...genuine.files, [`${second}/report.html`, Buffer.from('forged')]]);
    expect(await faultsOf(damaged)).toMatch(
      new RegExp(`^${second}: report\\.html is not the file that was published`),
    );
  });
});

describe('a manifest', () => {
  it('is reported if it is the one of another snapshot', async () => {
    const swapped = new Map([
      ...genuine.files,
      [`${third}/manifest.json`, genuine.files.get(`${second}/manifest.json`)!],
    ]);
    const faults = await faultsOf(swapped);
    expect(faults).toContain(`${third}/manifest.json has the SHA-256`);
    expect(faults).toContain(
      `the folder is named "${third}", but manifest.json is the one of snapshot ${second}`,
    );
  });

  it('is reported if it is the one of another study', async () => {
    const swapped = withJson(genuine.files, `${third}/manifest.json`, (manifest) =>
      Object.assign(manifest, { study: 'other' }),
    );
    const named = withNewestNamed(swapped, third);
    const faults = await faultsOf(named);
    expect(faults).toContain(`${third}/manifest.json is of study other, and not of demo: it was swapped`);
    expect(faults).toContain('snapshot.json is of study demo, but manifest.json is of study other');
  });

  it('is reported if its number skips one, because a snapshot was inserted or removed', async () => {
    const skipping = withJson(genuine.files, `${third}/manifest.json`, (manifest) =>
      Object.assign(manifest, { number: 7 }),
    );
    expect(await faultsOf(skipping)).toMatch(/has the number 7, but latest\.json leads to number 3/);
  });

  it('is reported if the chain was cut, so that a later snapshot seems to be the first one', async () => {
    const cut = withJson(
      without(genuine.files, first, second, 'chain/1', 'chain/2'),
      `${third}/manifest.json`,
      (manifest) => Object.assign(manifest, { previous: null }),
    );
    const named = withJson(withNewestNamed(cut, third), 'history.json', (history) =>
      history.snapshots.splice(0, 2),
    );
    const faults = await faultsOf(named);
    expect(faults).toContain(
      `snapshot ${third} has no predecessor, but the number 3: earlier snapshots were cut off`,
    );
  });
});

describe('a forked chain', () => {
  /** The genuine folder, with the folders of another version of the chain added. */
  const both = (): Files => {
    const added = [...forked.files].filter(([path]) => path.startsWith(forked.ids[1]!));
    return new Map([...genuine.files, ...added]);
  };

  it('is reported if two snapshots have the same number and predecessor', async () => {
    expect(await faultsOf(both())).toContain(
      `snapshot ${forked.ids[1]} and snapshot ${second} have the same number or predecessor: the chain is forked`,
    );
  });

  it('is reported if latest.json leads to another version than the numbers that were claimed', async () => {
    const pointed = new Map([...both(), ...forked.files]);
    for (const number of [2, 3])
      pointed.set(`chain/${number}.json`, genuine.files.get(`chain/${number}.json`)!);
    expect(await faultsOf(pointed)).toContain(
      `chain/2.json names snapshot ${second}, but latest.json leads to ${forked.ids[1]} with the same number: the chain is forked`,
    );
  });

  it('is reported if it replaced the whole study, by a head that a reader noted and by the key', async () => {
    const head = { hash: hashOf(`${second}/manifest.json`), study: null, number: null };
    expect(await faultsOf(forked.files)).toBe('');
    expect(await faultsOf(forked.files, { head })).toMatch(/the study was set back, forked or replaced/);
    expect(await faultsOf(forked.files, { key: genuine.publicKey })).toMatch(
      /manifest\.sig\.json was made with another key/,
    );
  });
});

describe('a chain of which older code wrote the beginning', () => {
  /** The files as older code wrote them: without numbers, hashes of predecessors and copies. */
  const asOlderCodeWrote = (files: Files, id: string): Files => {
    const { number: _, previousManifest: __, ...older } = jsonAt(files, `${id}/manifest.json`);
    return new Map([...files, [`${id}/manifest.json`, asFile(older)]]);
  };

  it('is verified from its beginning, and later manifests protect the older ones', async () => {
    let older = asOlderCodeWrote(without(genuine.files, 'chain/'), first);
    older = withJson(older, `${second}/manifest.json`, (manifest) =>
      Object.assign(manifest, { number: 1, previousManifest: hashOf(`${first}/manifest.json`, older) }),
    );
    older = withJson(older, `${third}/manifest.json`, (manifest) =>
      Object.assign(manifest, { number: 2, previousManifest: hashOf(`${second}/manifest.json`, older) }),
    );
    older = withJson(older, 'latest.json', (latest) =>
      Object.assign(latest, {
        number: 2,
        manifest: { ...latest.manifest, ...digest(older.get(`${third}/manifest.json`)!) },
      }),
    );
    older = withJson(older, 'history.json', ({ snapshots }) => {
      for (const [at, entry] of snapshots.entries()) {
        if (at === 0) delete entry.number;
        else entry.number = at;
        delete entry.manifest;
      }
    });
    older = new Map([
      ...older,
      ['chain/1.json', older.get(`${second}/manifest.json`)!],
      ['chain/2.json', older.get(`${third}/manifest.json`)!],
    ]);
    expect(await faultsOf(older)).toBe('');
    const swapped = withJson(older, `${first}/manifest.json`, (manifest) =>
      Object.assign(manifest, { title: 'Forged' }),
    );
    expect(await faultsOf(swapped)).toContain(`${first}/manifest.json has the SHA-256`);
  });
});

describe('the edition of a snapshot', () => {
  it('is reported if it differs along the chain, as if the figures of one snapshot were not to be recomputed', async () => {
    const relabelled = withJson(genuine.files, `${third}/manifest.json`, (manifest) =>
      Object.assign(manifest, { edition: 'public', internal: 'a'.repeat(64) }),
    );
    expect(await faultsOf(withNewestNamed(relabelled, third))).toContain(
      `snapshot ${third} is a public edition, and its predecessor ${second} is an internal one: one chain has one edition`,
    );
  });
});

describe('a head that a reader noted', () => {
  it('backs its own snapshot and earlier ones, and no later one', async () => {
    const head = { hash: hashOf(`${second}/manifest.json`), study: 'demo', number: 2 };
    const isUnderHead = async (only?: string) => (await verify(genuine.files, { head, only })).isUnderHead;
    expect(await isUnderHead()).toBe(false);
    expect([await isUnderHead(first), await isUnderHead(second), await isUnderHead(third)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the folder of a study', () => {
  it('is reported if it was renamed or copied', async () => {
    expect(await faultsOf(genuine.files, {}, { ownName: 'other' })).toMatch(
      /^the folder of study demo is named "other": it was renamed or copied/,
    );
  });

  it('is reported if it contains a file, a folder or a number that was not published', async () => {
    const added = (path: string) => faultsOf(new Map([...genuine.files, [path, Buffer.from('x')]]));
    const unread = `chain/${2n ** 53n + 1n}.json`;
    for (const path of ['notes.txt', 'chain/first.json', unread, 'history/notes.txt', 'scripts/run.sh'])
      expect(await added(path)).toMatch(/is not part of what was published: remove it, and do not trust it/);
    expect(await added('chain/4.json')).toMatch(
      /chain\/4\.json continues the snapshot that latest\.json names/,
    );
  });

  it('is reported if the folder of a snapshot is a link', async () => {
    expect(await faultsOf(genuine.files, {}, { links: [second] })).toContain(
      `"${second}" is a link: a published file or folder is never a link`,
    );
  });

  it('is reported if a snapshot was copied under another name', async () => {
    const copy = second.replace('T09', 'T08');
    const copied = new Map(genuine.files);
    for (const [path, body] of genuine.files)
      if (path.startsWith(second)) copied.set(path.replace(second, copy), body);
    expect(await faultsOf(copied)).toContain(
      `${copy}: the folder is named "${copy}", but manifest.json is the one of snapshot ${second}: the folder was renamed or copied`,
    );
  });

  it('has a note, and no fault, if an interrupted publication left files without a manifest', async () => {
    const id = '20260301T120000Z-000000000000';
    const { faults, notes } = await verify(
      new Map([...genuine.files, [`${id}/report.html`, Buffer.from('x')]]),
    );
    expect(faults).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(new RegExp(`the folder ${id} has no readable manifest\\.json`)),
    ]);
  });

  it('is reported if the times of its snapshots go backwards along the chain', async () => {
    const backwards = await sampleChain([60, 70], keys).then(async ({ files, ids }) => {
      const time = '2026-03-01T09:50:00Z';
      return withJson(files, `${ids[0]}/manifest.json`, (manifest) => Object.assign(manifest, { time }));
    });
    expect(await faultsOf(backwards)).toMatch(/has an earlier time than its predecessor/);
  });
});

describe('operations.json', () => {
  it('is reported if it hides that the protocol or the code changed, or alters another change', async () => {
    for (const change of [
      { protocol: true },
      { codeVersion: true },
      { totals: { judgments: 1, votes: 1, ratedAnswers: 1, clinicians: 0 } },
    ]) {
      const status = jsonAt(genuine.files, `${third}/operations.json`);
      Object.assign(status.changes, change);
      const forged = withNewestNamed(
        withFile(genuine.files, third, 'operations.json', asFile(status)),
        third,
      );
      expect(await faultsOf(forged)).toContain(`operations.json, changes.${Object.keys(change)[0]}`);
    }
  });
});
