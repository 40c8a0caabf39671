import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { studyOrdersKey } from '../../../shared/contracts/index.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { snapshot } from '../../../shared/contracts/snapshot.ts';
import { publishStudy } from '../../../shared/publication/publish-study.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { PublicBench, SECRET, STUDY } from '../../support/public-bench.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

let bench: PublicBench;
beforeEach(async () => {
  bench = new PublicBench();
  await bench.vote(0, 30);
});

describe('a study without a public edition', () => {
  test('writes nothing for the public, and its internal files have no new field', async () => {
    const own = new PublicBench({});
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
    const small = new PublicBench();
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
  });
});

const publishOn = async (
  { settings, codeVersion, exports, open, ...rest }: PublicBench,
  objects: MemoryObjectStore,
) =>
  publishStudy({
    store: await PublicBench.prototype.open.call({ settings, ...rest } as PublicBench),
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

test('a release of changed code repeats no figure of the code before, also if its publisher died at any call', async () => {
  await bench.publish();
  await bench.vote(30, 40, ['cardiology']);
  await bench.vote(40, 42, ['surgery']);
  bench.codeVersion = '0.2.0+00000000';
  const before = bench.objects.copy();
  const whole = before.copy();
  await publishOn(bench, whole);
  const withheldIn = (objects: MemoryObjectStore) => {
    const { snapshot: id } = objects.jsonOf(`public/${STUDY}/latest.json`);
    return objects.jsonOf(`public/${STUDY}/${id}/snapshot.json`).publicEdition.withheld;
  };
  expect(withheldIn(whole)).toContainEqual(expect.objectContaining({ specialty: 'surgery', how: 'hidden' }));
  for (let death = 1; death <= whole.calls; death += 5) {
    const objects = before.copy();
    objects.interrupt = (call) => {
      if (call >= death) throw new Error('the publisher dies');
    };
    await publishOn(bench, objects).catch(() => {});
    objects.interrupt = () => {};
    await publishOn(bench, objects);
    for (const { how } of withheldIn(objects)) expect(how).toBe('hidden');
  }
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

describe('the erasure of a clinician', () => {
  test('deletes all public editions of a study whose protocol no longer asks for them', async () => {
    await bench.publish();
    bench.settings = {};
    await bench.publish();
    expect(bench.objects.keys(`public/${STUDY}/`)).not.toEqual([]);
    await bench.erase(7);
    expect(await bench.publish()).toBeUndefined();
    expect(bench.objects.keys(`public/${STUDY}/`)).toEqual([]);
    expect(bench.objects.textOf('public/index.html')).toContain('No study has a snapshot yet');
    bench.settings = { public: true };
    await bench.vote(30, 36);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.publicEdition?.because).toBe('clinicians');
  });

  test('deletes the editions that hold the clinician, even if another clinician voted exactly the same', async () => {
    await bench.publish();
    // The outcomes of clinicians repeat after four.
    await bench.vote(31, 32);
    await bench.erase(3);
    await bench.publish();
    expect(bench.edition()).toMatchObject({
      manifest: { number: 1 },
      audit: { publicEdition: { because: 'erasure' } },
    });
  });

  test('without any vote does not let a later edition differ by few clinicians', async () => {
    await bench.publish();
    await bench.erase(99);
    expect(await bench.publish()).toBe('published');
    expect(bench.edition().audit.publicEdition).toMatchObject({ because: 'erasure', withheld: [] });
    await bench.vote(30, 31);
    expect(await bench.publish()).toBe('too few clinicians differ');
  });

  test('is finished by the next publisher, if one died at any call', async () => {
    await bench.publish();
    await bench.erase(99);
    const before = bench.objects.copy();
    const whole = before.copy();
    await publishOn(bench, whole);
    for (let death = 1; death <= whole.calls; death += 3) {
      const objects = before.copy();
      objects.interrupt = (call) => {
        if (call >= death) throw new Error('the publisher dies');
      };
      await publishOn(bench, objects).catch(() => {});
      objects.interrupt = () => {};
      await publishOn(bench, objects);
      const { snapshot: id } = objects.jsonOf(`public/${STUDY}/latest.json`);
      expect(objects.jsonOf(`public/${STUDY}/${id}/snapshot.json`).publicEdition.because).toBe('erasure');
      expect(objects.jsonOf(`snapshots/${STUDY}/public-state.json`)).toMatchObject({
        pending: null,
        erased: 1,
      });
    }
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
  const open = new PublicBench({ publishCells: true });
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
