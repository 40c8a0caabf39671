import { beforeAll, describe, expect, it } from 'vitest';
import { summarise } from '../../../cli/command-line/audit-summary.ts';
import { comparisonText as compared } from '../../../cli/commands/check/comparison-text.ts';
import { auditOf } from '../../../shared/audit/audit.ts';
import { inputsDigest } from '../../../shared/audit/inputs-digest.ts';
import { claimSettings } from '../../../shared/contracts/claim-settings.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { type Snapshot, snapshot } from '../../../shared/contracts/snapshot.ts';
import { publishedLock, studyLock } from '../../../shared/contracts/study-lock.ts';
import { encodeJson } from '../../../shared/lib/json.ts';
import { compareSnapshots } from '../../../shared/publication/compare.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { postHocText } from '../../../shared/publication/lock/post-hoc.ts';
import { publish } from '../../../shared/publication/publish.ts';
import { verify, verifyStudy } from '../../../shared/publication/verify/index.ts';
import { audit, gather } from '../../support/audit.ts';
import { cellsFileOf } from '../../support/cells-file.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { asFile, studyFiles, studyFolder } from '../../support/sample-chain.ts';
import { NO_OPERATIONS } from '../../support/sample-operations.ts';
import { folderOf, sampleSnapshot } from '../../support/sample-snapshot.ts';
import { sampleAudit, sampleInput } from '../../support/sample-study.ts';

const input = sampleInput({ votes: 60 });
const LOCK = {
  at: '2026-02-01T10:00:00Z',
  snapshots: 0,
  settings: claimSettings(protocol.parse({ tolerance: { composite: 0.1 }, ceiling: 1.5 })),
};
const UNCHANGED = { ...LOCK, settings: claimSettings(input.protocol) };
const POST_HOC = [
  { setting: 'ceiling', locked: 1.5, now: 2 },
  { setting: 'tolerance.composite', locked: 0.1, now: 0.2 },
];

/** Publishes an audit for each lock, as one study. */
async function published(...locks: (typeof LOCK | undefined)[]) {
  const objects = new MemoryObjectStore();
  const ids: string[] = [];
  for (const [at, lock] of locks.entries()) {
    const sample = { ...sampleInput({ votes: 60 + at }), lock };
    const made = audit(sample);
    const { id } = await publish('demo', {
      objects,
      now: () => new Date(Date.UTC(2026, 2, 1 + at)),
      read: async () => ({
        digest: made.inputs,
        audit: () => made,
        evidence: await cellsFileOf(sample.cells, sample.settings.criteria),
        moving: 0,
        readStatus: async () => ({ ...NO_OPERATIONS, ...(lock && { lock: publishedLock(lock) }) }),
      }),
    });
    ids.push(id);
  }
  await publishIndex(objects);
  return { objects, files: studyFiles(objects), ids };
}

const audited = (lock: typeof LOCK | undefined): Snapshot =>
  auditOf({ ...input, lock }, gather(input.cells, input.settings.criteria, input.protocol));

describe('an audit with a lock', () => {
  it('lists each setting that differs from its locked value, and no other', () => {
    expect(audited(LOCK)).toMatchObject({ lock: { at: LOCK.at, snapshots: 0 }, postHoc: POST_HOC });
    expect(audited(UNCHANGED)).not.toHaveProperty('postHoc');
    expect(audited(UNCHANGED)).not.toHaveProperty('lock');
  });

  it('has neither field without a lock or without a change, and then the same digest of its inputs', () => {
    const plain = audited(undefined);
    expect(plain).not.toHaveProperty('lock');
    expect(plain).not.toHaveProperty('postHoc');
    const evidence = gather(input.cells, input.settings.criteria, input.protocol);
    expect(inputsDigest({ ...input, lock: UNCHANGED }, evidence)).toBe(plain.inputs);
    expect(inputsDigest({ ...input, lock: LOCK }, evidence)).not.toBe(plain.inputs);
    expect(inputsDigest({ ...input, lock: { ...LOCK, snapshots: 3 } }, evidence)).not.toBe(
      inputsDigest({ ...input, lock: LOCK }, evidence),
    );
  });

  it('changes no figure by the lock', () => {
    const { lock: _, postHoc: _changes, inputs: _inputs, ...figures } = audited(LOCK);
    const { inputs: _other, ...plain } = audited(undefined);
    expect(figures).toEqual(plain);
  });
});

describe('a post hoc audit', () => {
  let labelled: Awaited<ReturnType<typeof published>>;
  let plain: Awaited<ReturnType<typeof published>>;
  beforeAll(async () => {
    [labelled, plain] = [await published(LOCK), await published(UNCHANGED)];
  });
  const textOf = ({ objects, ids }: typeof labelled, name: string) =>
    objects.textOf(`snapshots/demo/${name.replace('<id>', ids.at(-1)!)}`);

  it('is labelled in the manifest, the pointer and the history', () => {
    for (const name of ['<id>/manifest.json', 'latest.json'])
      expect([name, JSON.parse(textOf(labelled, name)).postHoc]).toEqual([name, 2]);
    expect(JSON.parse(textOf(labelled, 'history.json')).snapshots[0].postHoc).toBe(2);
  });

  it('is labelled in the title line of its report, with each old and new value below', () => {
    const html = textOf(labelled, '<id>/report.html');
    expect(html).toMatch(/<title>Post hoc: A made-up study/);
    expect(html).toMatch(/<h1><bdi>A made-up study<\/bdi> <span class="tag settings">Post hoc</);
    expect(html).toContain('2 settings that decide claims changed after the lock on 2026-02-01');
    expect(html).toContain('<bdi>tolerance.composite: locked 0.1, now 0.2</bdi>');
  });

  it('is labelled on the index page', () => {
    expect(labelled.objects.textOf('index.html')).toMatch(/<\/a> <span class="tag settings">Post hoc</);
  });

  it('is labelled in a terminal, with each old and new value', () => {
    const text = summarise(audited(LOCK));
    expect(text).toContain('POST HOC: Every claim here is post hoc');
    expect(text).toContain('  • ceiling: locked 1.5, now 2');
    const comparison = compared(compareSnapshots(audited(undefined), audited(LOCK), 'x'), audited(LOCK));
    expect(comparison).toContain('POST HOC: Every claim here is post hoc');
  });

  it('is the only one that is labelled', () => {
    for (const name of [
      '<id>/report.html',
      '<id>/manifest.json',
      '<id>/snapshot.json',
      'latest.json',
      'history.json',
    ])
      expect([name, /post.?hoc/i.test(textOf(plain, name).replace(/<style>[^<]*<\/style>/, ''))]).toEqual([
        name,
        false,
      ]);
    expect(plain.objects.textOf('index.html').replace(/<style>[^<]*<\/style>/, '')).not.toMatch(/post.?hoc/i);
    expect(summarise(audited(UNCHANGED))).not.toMatch(/post hoc/i);
    expect(textOf(plain, '<id>/report.html')).toContain(
      'Locked on 2026-02-01, before any result was published.',
    );
  });

  it('shows only the names that differ, if a list was changed', () => {
    const locked = Array.from({ length: 20 }, (_, at) => `m${at}`);
    const now = [...locked.slice(1), 'a new one'];
    expect(postHocText({ setting: 'models', locked, now })).toBe('models: added a new one, removed m0');
    expect(postHocText({ setting: 'models', locked, now: null })).toBe(
      'models: locked m0, m1, m2, m3, m4 and 15 others, now nothing',
    );
  });
});

describe('a pilot', () => {
  it('says that its settings are not locked', () => {
    const pilot = protocol.parse({ pilot: true });
    const made = auditOf({ ...input, protocol: pilot }, gather(input.cells, input.settings.criteria, pilot));
    expect(summarise(made)).toContain('PILOT: ');
  });
});

describe('verifying a post hoc audit', () => {
  const STATED = publishedLock(LOCK);
  const labelledFiles = () => sampleSnapshot({ votes: 60 }, () => audited(LOCK), null, STATED);
  const forgedBy = async (forge: (made: Snapshot) => Snapshot): Promise<string> => {
    const { faults } = await verify(
      folderOf(await sampleSnapshot({ votes: 60 }, () => forge(audited(LOCK)), null, STATED)),
    );
    return faults.join('\n');
  };

  it('recomputes the label and finds no fault', async () => {
    const { faults, isRecomputed } = await verify(folderOf(await labelledFiles()));
    expect(faults).toEqual([]);
    expect(isRecomputed).toBe(true);
  });

  it('reads a snapshot without a lock as before', () => {
    const text = JSON.stringify(sampleAudit({ votes: 60 }));
    expect(text).not.toMatch(/postHoc|"lock"/);
    expect(snapshot.parse(JSON.parse(text))).toEqual(JSON.parse(text));
  });

  it('detects a change that was left out of the list', async () => {
    const hidden = ({ postHoc, ...made }: Snapshot): Snapshot => ({ ...made, postHoc: postHoc!.slice(1) });
    expect(await forgedBy(hidden)).toMatch(/a post hoc change was hidden or made up/);
  });

  it('detects that the whole list was removed', async () => {
    expect(await forgedBy(({ postHoc: _, ...made }) => made)).toMatch(/was hidden or made up/);
  });

  it('detects a list without a lock, and a list with another locked value', async () => {
    expect(await forgedBy(({ lock: _, ...made }) => made)).toMatch(/was hidden or made up/);
    const softened = ({ postHoc, ...made }: Snapshot): Snapshot => ({
      ...made,
      postHoc: [{ ...postHoc![0]!, locked: 1.9 }, postHoc![1]!],
    });
    expect(await forgedBy(softened)).toMatch(/was hidden or made up/);
  });

  it('detects that the list was removed together with the lock', async () => {
    expect(await forgedBy(({ lock: _, postHoc: _list, ...made }) => made)).toMatch(
      /a post hoc change was hidden/,
    );
  });

  it('detects a lock with another time, or after another number of snapshots, than operations.json states', async () => {
    const lockedBy = (change: object) => (made: Snapshot) => ({
      ...made,
      lock: { ...made.lock!, ...change },
    });
    for (const change of [{ at: '2020-01-01T00:00:00Z' }, { snapshots: 7 }])
      expect(await forgedBy(lockedBy(change))).toMatch(/differ on the lock of the settings/);
  });

  it('detects that the label was removed from the manifest', async () => {
    const files = await labelledFiles();
    const listed = JSON.parse(Buffer.from(files.get('manifest.json')!).toString());
    const { postHoc: _, ...unlabelled } = listed;
    const forged = new Map([...files, ['manifest.json', Buffer.from(JSON.stringify(unlabelled))]]);
    const { faults } = await verify(folderOf(forged));
    expect(faults.join('\n')).toMatch(/differ on the number of settings that were changed post hoc/);
  });

  it('detects a lock that is said to be older than snapshots without it', async () => {
    const faultsOf = async (...locks: Parameters<typeof published>) =>
      (await verifyStudy(studyFolder((await published(...locks)).files), {})).faults.join('\n');
    expect(await faultsOf(undefined, undefined, LOCK)).toMatch(/locked later than stated/);
    expect(await faultsOf(undefined, undefined, { ...LOCK, snapshots: 2 })).toBe('');
  });

  it('detects a public edition whose label was removed together with its lock', async () => {
    const edition = (made: Snapshot): Snapshot => ({
      ...made,
      publicEdition: { because: 'release', suppressBelow: 5, countStep: 5, withheld: [] },
    });
    const faultsOf = async (later: (made: Snapshot) => Snapshot) => {
      const objects = new MemoryObjectStore();
      for (const [at, alter] of [edition, later].entries()) {
        const made = alter(
          auditOf({ ...input, lock: LOCK }, gather(input.cells, input.settings.criteria, input.protocol)),
        );
        await publish('demo', {
          ...{ objects, edition: { edition: 'public' as const, internal: String(at).repeat(64) } },
          now: () => new Date(Date.UTC(2026, 2, 1 + at)),
          read: async () => ({
            ...{ digest: String(at).repeat(64), audit: () => made, evidence: null, moving: 0 },
            readStatus: async () => NO_OPERATIONS,
          }),
        });
      }
      return (await verifyStudy(studyFolder(studyFiles(objects)), {})).faults.join('\n');
    };
    expect(await faultsOf(edition)).not.toMatch(/lock/);
    const unlabelled = ({ lock: _, postHoc: _list, ...made }: Snapshot) => edition(made);
    expect(await faultsOf(unlabelled)).toMatch(/a post hoc change was hidden/);
  });

  describe('with lock.json beside the snapshots of a study', () => {
    const lock = {
      ...{ schemaVersion: 1 as const, study: 'demo', at: LOCK.at, because: 'order' as const, snapshots: 0 },
      protocol: protocol.parse({ tolerance: { composite: 0.1 }, ceiling: 1.5 }),
    };
    const faultsWith = async (locks: Parameters<typeof published>, body: Uint8Array) => {
      const { files } = await published(...locks);
      return (await verifyStudy(studyFolder(new Map([...files, ['lock.json', body]])), { all: true })).faults;
    };

    it('accepts the locked protocol, also if it is younger than the newest snapshot', async () => {
      expect(await faultsWith([undefined, LOCK, LOCK], encodeJson(studyLock, lock))).toEqual([]);
      expect(await faultsWith([undefined], encodeJson(studyLock, lock))).toEqual([]);
    });

    it('detects a file with other content, or with another lock', async () => {
      const forged = [
        Buffer.from('<script>'),
        Buffer.from('{}\n'),
        asFile({ ...lock, note: 'added' }),
        encodeJson(studyLock, { ...lock, protocol: protocol.parse({ tolerance: { composite: 0.4 } }) }),
        encodeJson(studyLock, { ...lock, at: '2020-01-01T00:00:00Z' }),
        encodeJson(studyLock, { ...lock, study: 'other' }),
      ];
      for (const body of forged) {
        const faults = await faultsWith([LOCK], body);
        expect(faults.length).toBeGreaterThan(0);
        expect(faults[0]).toMatch(/^lock\.json /);
      }
    });
  });

  it('detects that a study was locked again with the new values, and that it was unlocked', async () => {
    for (const later of [UNCHANGED, undefined]) {
      const { files } = await published(LOCK, later);
      const { faults } = await verifyStudy(studyFolder(files), {});
      expect(faults.join('\n')).toMatch(/the study was locked again or unlocked/);
    }
  });
});
