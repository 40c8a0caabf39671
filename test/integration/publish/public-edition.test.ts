import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../shared/contracts/event.ts';
import { latest, manifest } from '../../../shared/contracts/manifest.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { snapshot } from '../../../shared/contracts/snapshot.ts';
import { studyOrdersKey } from '../../../shared/contracts/study-orders.ts';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import type { StudyStore } from '../../../shared/ledger/index.ts';
import { erase } from '../../../shared/ledger/maintenance/index.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { publishIndex, publishPublicIndex } from '../../../shared/publication/index-page.ts';
import { digest } from '../../../shared/publication/manifest.ts';
import { publishStudy } from '../../../shared/publication/publish-study.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const STUDY = 'demo';
const SECRET = commonPseudonymiser('a secret for tests');
const OUTCOMES: readonly Outcome[] = ['first', 'second', 'first', 'tie'];

class Bench {
  readonly objects = new MemoryObjectStore();
  readonly exports = new MemoryObjectStore();
  readonly stores = memoryStores();
  settings: Parameters<typeof protocol.parse>[0];
  codeVersion = '0.1.0+00000000';
  minutes = 0;

  constructor(settings: object = { public: true }) {
    this.settings = settings;
  }

  open(): Promise<StudyStore> {
    return this.stores.store.open(STUDY, settingsOf(protocol.parse(this.settings), SECRET.fingerprint));
  }

  /** Votes of the clinicians with these numbers: one on each pair of models in each specialty, with scores. */
  async vote(from: number, to: number, specialties = ['cardiology', 'surgery']): Promise<void> {
    const pairs = [
      ['aster', 'borage'],
      ['borage', 'clover'],
      ['clover', 'aster'],
    ] as const;
    const events = Array.from({ length: to - from }, (_, index) => from + index).flatMap((clinician) =>
      specialties.flatMap((specialty) =>
        pairs.map(([first, second], pair) => ({
          kind: 'vote' as const,
          study: STUDY,
          judgment: `${specialty}-${pair}`,
          clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
          specialty,
          at: '2026-03-01T09:30:00Z',
          ...{ first, second, outcome: OUTCOMES[(clinician + pair) % OUTCOMES.length]! },
          scores: {
            [first]: {
              accuracy: 1 as const,
              harmlessness: 2 as const,
              alignment_with_guidelines: 1 as const,
            },
          },
        })),
      ),
    );
    await this.stores.record(await this.open(), events, { source: 'queue', maxJudgments: 10, lookup: false });
  }

  async publish() {
    this.minutes += 15;
    const published = await publishStudy({
      store: await this.open(),
      protocol: protocol.parse(this.settings),
      codeVersion: this.codeVersion,
      exports: this.exports,
      snapshots: this.objects,
      now: () => new Date(Date.UTC(2026, 2, 1, 0, this.minutes)),
    });
    await publishIndex(this.objects);
    await publishPublicIndex(this.objects);
    return published.public;
  }

  async erase(clinician: number): Promise<void> {
    await erase(await this.open(), SECRET.pseudonymOf(`clinician ${clinician}`), {
      settling: 0,
      wait: async () => {},
    });
  }

  order(orders: object): void {
    this.exports.write(studyOrdersKey(STUDY), JSON.stringify({ schemaVersion: 1, study: STUDY, ...orders }));
  }

  state() {
    return this.objects.jsonOf(`snapshots/${STUDY}/public-state.json`);
  }

  /** The public edition, read from latest.json as a reader does. Throws if a file is missing or different. */
  edition() {
    const found = latest.parse(this.objects.jsonOf(`public/${STUDY}/latest.json`));
    const listed = manifest.parse(this.objects.jsonOf(`public/${STUDY}/${found.manifest.key}`));
    const fileOf = (name: string) => `public/${STUDY}/${found.snapshot}/${name}`;
    for (const { name, bytes, sha256 } of listed.files)
      expect(digest(this.objects.contents.get(fileOf(name))!)).toEqual({ bytes, sha256 });
    return {
      id: found.snapshot,
      manifest: listed,
      audit: snapshot.parse(this.objects.jsonOf(fileOf('snapshot.json'))),
    };
  }
}

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.vote(0, 30);
});

describe('a study without a public edition', () => {
  test('writes nothing for the public, and its internal files have no new field', async () => {
    const own = new Bench({});
    await own.vote(0, 30);
    expect(await own.publish()).toBeUndefined();
    expect(own.objects.keys('public/')).toEqual([]);
    expect(own.objects.keys(`snapshots/${STUDY}/public-state.json`)).toEqual([]);
    const { manifest: named } = own.objects.jsonOf(`snapshots/${STUDY}/latest.json`);
    const listed = own.objects.jsonOf(`snapshots/${STUDY}/${named.key}`);
    expect(listed).not.toHaveProperty('nonce');
    expect(listed).not.toHaveProperty('edition');
  });
});

describe('a public edition', () => {
  test('has its own folder, history and index, no cells, and the hash of the internal manifest', async () => {
    expect(await bench.publish()).toBe('published');
    const { manifest: listed, id, audit } = bench.edition();
    const internal = bench.objects.jsonOf(`snapshots/${STUDY}/latest.json`);
    expect(listed).toMatchObject({ edition: 'public', internal: internal.manifest.sha256, number: 1 });
    expect(listed.files.filter(({ name }) => name.endsWith('.gz'))).toEqual([]);
    expect(audit.publicEdition).toMatchObject({ because: 'clinicians', suppressBelow: 5, countStep: 5 });
    expect(bench.objects.jsonOf(`public/${STUDY}/history.json`).snapshots).toMatchObject([{ snapshot: id }]);
    expect(bench.objects.textOf('public/index.html')).toContain(`href="${STUDY}/${id}/report.html"`);
    expect(bench.objects.textOf('index.html')).toContain(`href="snapshots/${STUDY}/`);
  });

  test('keeps the hash of the internal manifest unguessable by a random part', async () => {
    await bench.publish();
    const { manifest: named } = bench.objects.jsonOf(`snapshots/${STUDY}/latest.json`);
    expect(bench.objects.jsonOf(`snapshots/${STUDY}/${named.key}`).nonce).toMatch(/^[0-9a-f]{32}$/);
  });

  test('does not appear before enough clinicians have voted', async () => {
    const small = new Bench();
    await small.vote(0, 4);
    expect(await small.publish()).toBe('too few clinicians differ');
    expect(small.objects.keys('public/')).toEqual([]);
    await small.vote(4, 5);
    expect(await small.publish()).toBe('published');
  });

  test('does not appear again until the rows of enough clinicians differ', async () => {
    await bench.publish();
    const first = bench.edition().id;
    await bench.vote(30, 34);
    expect(await bench.publish()).toBe('too few clinicians differ');
    expect(await bench.publish()).toBe('considered before');
    expect(bench.edition().id).toBe(first);
    await bench.vote(34, 35);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition()).toMatchObject({
      manifest: { previous: first, number: 2 },
      audit: { totals: { clinicians: 35 } },
    });
  });

  test('names no clinician in the state between editions', async () => {
    await bench.publish();
    const text = JSON.stringify(bench.state());
    for (let clinician = 0; clinician < 30; clinician++)
      expect(text).not.toContain(SECRET.pseudonymOf(`clinician ${clinician}`));
  });

  test('appears once if its publisher dies at any call, and never differs from another one by few clinicians', async () => {
    await bench.publish();
    await bench.vote(30, 36);
    const before = bench.objects.copy();
    const whole = before.copy();
    await publishOn(bench, whole);
    const calls = whole.calls;
    expect(calls).toBeGreaterThan(20);
    for (let death = 1; death <= calls; death += 5) {
      const objects = before.copy();
      objects.interrupt = (call) => {
        if (call >= death) throw new Error('the publisher dies');
      };
      await publishOn(bench, objects).catch(() => {});
      objects.interrupt = () => {};
      await publishOn(bench, objects);
      const { snapshots } = objects.jsonOf(`public/${STUDY}/history.json`);
      expect(snapshots.map((entry: { totals: { clinicians: number } }) => entry.totals.clinicians)).toEqual([
        30, 35,
      ]);
      expect(objects.jsonOf(`snapshots/${STUDY}/public-state.json`).pending).toBeNull();
    }
  }, 120_000);
});

const publishOn = async (
  { settings, codeVersion, exports, open, ...rest }: Bench,
  objects: MemoryObjectStore,
) =>
  publishStudy({
    store: await Bench.prototype.open.call({ settings, ...rest } as Bench),
    protocol: protocol.parse(settings),
    codeVersion,
    exports,
    snapshots: objects,
    now: () => new Date(Date.UTC(2026, 2, 2)),
  });

describe('an order to release', () => {
  const release = { release: { id: '9b2f8a86-5a3c-4c0e-9a52-0d6b3a1c7e11', at: '2026-03-01T09:30:00Z' } };

  test('is refused with the number of clinicians who are missing', async () => {
    await bench.publish();
    await bench.vote(30, 32);
    bench.order(release);
    expect(await bench.publish()).toBe('too few clinicians differ');
    expect(bench.state().release).toEqual({
      id: release.release.id,
      outcome: expect.stringContaining('the rows of 3 more clinicians must differ'),
    });
    expect(await bench.publish()).toBe('considered before');
  });

  test('releases an edition of changed code or settings, in which no row differs', async () => {
    await bench.publish();
    bench.codeVersion = '0.2.0+00000000';
    expect(await bench.publish()).toBe('too few clinicians differ');
    bench.order(release);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit).toMatchObject({
      codeVersion: '0.2.0+00000000',
      publicEdition: { because: 'release' },
    });
  });
});

describe('a closed study', () => {
  test('has a last public edition, and later votes count in the internal edition only', async () => {
    await bench.publish();
    await bench.vote(30, 40);
    bench.order({ closed: '2026-04-01T00:00:00Z' });
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.publicEdition?.because).toBe('closing');
    await bench.vote(40, 60);
    expect(await bench.publish()).toBe('too few clinicians differ');
    expect(bench.edition().audit.totals.clinicians).toBe(40);
    const { snapshot: id } = bench.objects.jsonOf(`snapshots/${STUDY}/latest.json`);
    expect(bench.objects.jsonOf(`snapshots/${STUDY}/${id}/snapshot.json`).totals.clinicians).toBe(60);
  });

  test('publishes again after it was opened', async () => {
    bench.order({ closed: '2026-04-01T00:00:00Z' });
    await bench.publish();
    bench.order({});
    expect(await bench.publish()).toBe('too few clinicians differ');
    expect(bench.state().closed).toBeNull();
    await bench.vote(30, 40);
    expect(await bench.publish()).toBe('published');
  });
});

describe('after an erasure', () => {
  test('all earlier public editions are deleted, and a new one appears at once without the clinician', async () => {
    await bench.publish();
    await bench.vote(30, 40);
    await bench.publish();
    const old = bench.edition();
    await bench.erase(7);
    expect(await bench.publish()).toBe('published');
    const { audit, id, manifest: listed } = bench.edition();
    expect(audit.publicEdition?.because).toBe('erasure');
    expect(listed).toMatchObject({ number: 1, previous: null });
    expect(bench.objects.keys(`public/${STUDY}/${old.id}`)).toEqual([]);
    const folders = new Set(bench.objects.keys(`public/${STUDY}/`).map((key) => key.split('/')[2]));
    expect([...folders].sort()).toEqual([id, 'chain', 'history.json', 'latest.json'].sort());
    expect(await bench.publish()).toBe('considered before');
  });

  test('figures that only the erased clinician changed are hidden until enough clinicians changed them', async () => {
    await bench.publish();
    const shown = bench.edition().audit;
    expect(shown.zones.length).toBeGreaterThan(0);
    await bench.erase(7);
    await bench.publish();
    const { audit } = bench.edition();
    expect(audit.zones).toEqual([]);
    expect(audit.leaderboard.overall.rows).toEqual([]);
    await bench.vote(30, 37);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.zones.length).toBe(shown.zones.length);
  });

  test('no public edition appears while judgments of the clinician are left', async () => {
    await bench.publish();
    const first = bench.edition().id;
    const store = await bench.open();
    await store.markErased(SECRET.pseudonymOf('clinician 7'));
    await bench.vote(30, 40);
    expect(await bench.publish()).toBe('erasure under way');
    expect(bench.edition().id).toBe(first);
    await bench.erase(7);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.publicEdition?.because).toBe('erasure');
  });
});

describe('an erasure that happens after a run has read the judgments', () => {
  /** Erases the clinician in the run that has read the study, before it decides about the public edition. */
  const eraseDuringRun = (clinician: number) => {
    const { exports } = bench;
    const get = exports.get.bind(exports);
    exports.get = async (key) => {
      if (key === studyOrdersKey(STUDY)) {
        exports.get = get;
        await bench.erase(clinician);
      }
      return get(key);
    };
  };

  test('gets no public edition from this run, and the next run publishes without the clinician', async () => {
    await bench.publish();
    await bench.vote(30, 40);
    eraseDuringRun(7);
    expect(await bench.publish()).toBe('erasure under way');
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.publicEdition?.because).toBe('erasure');
    expect(internalOfPublic().totals.clinicians).toBe(39);
  });

  test('is not in the first public edition either', async () => {
    eraseDuringRun(7);
    expect(await bench.publish()).toBe('erasure under way');
    expect(bench.objects.keys(`public/${STUDY}/`)).toEqual([]);
    expect(await bench.publish()).toBe('published');
    expect(internalOfPublic().totals.clinicians).toBe(29);
  });

  test('is noticed if the mark was there before the reading, and the judgments were removed during it', async () => {
    await bench.publish();
    await bench.vote(30, 40);
    await (await bench.open()).markErased(SECRET.pseudonymOf('clinician 7'));
    eraseDuringRun(7);
    expect(await bench.publish()).toBe('erasure under way');
    expect(await bench.publish()).toBe('published');
    expect(internalOfPublic().evidence?.clinicians).toBe(39);
  });

  /** The internal audit from which the public edition was made. */
  const internalOfPublic = () => {
    const { manifest: named, snapshot: id } = bench.objects.jsonOf(`snapshots/${STUDY}/latest.json`);
    expect(bench.edition().manifest.internal).toBe(named.sha256);
    return snapshot.parse(bench.objects.jsonOf(`snapshots/${STUDY}/${id}/snapshot.json`));
  };
});

test('a study that publishes its cells has one edition in two places', async () => {
  const open = new Bench({ publishCells: true });
  await open.vote(0, 3);
  expect(await open.publish()).toBe('published');
  const { manifest: listed, audit, id } = open.edition();
  expect(listed.files.map(({ name }) => name)).toContain('rows.jsonl.gz');
  expect(audit.publicEdition).toBeUndefined();
  expect(audit.totals.votes).toBe(18);
  await open.vote(3, 4);
  expect(await open.publish()).toBe('published');
  expect(open.edition().id).not.toBe(id);
});
