import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { protocol } from '../../../../shared/contracts/protocol.ts';
import type { Snapshot } from '../../../../shared/contracts/snapshot.ts';
import { commonPseudonymiser } from '../../../../shared/events/pseudonyms/pseudonymiser.ts';
import { memoryStores } from '../../../../shared/ledger/memory/index.ts';
import { settingsOf } from '../../../../shared/ledger/settings.ts';
import type { Files } from '../../../../shared/publication/manifest.ts';
import { publishStudy } from '../../../../shared/publication/publish-study.ts';
import { recompute } from '../../../../shared/publication/verify/figures.ts';
import { verifyStudy } from '../../../../shared/publication/verify/index.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';
import { asFile, jsonAt, studyFolder, withJson } from '../../../support/sample-chain.ts';

// The report is mocked, because charts are slow.
vi.mock('../../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report\n' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const SECRET = commonPseudonymiser('a secret for tests');
const STUDY = 'demo';

/** Publishes a study of six clinicians, with its judgments as evidence. */
async function published(settings: object): Promise<MemoryObjectStore> {
  const [objects, stores] = [new MemoryObjectStore(), memoryStores()];
  const registered = protocol.parse(settings);
  const store = await stores.store.open(STUDY, settingsOf(registered, SECRET.fingerprint));
  const events = [0, 1, 2, 3, 4, 5].map((clinician) => ({
    kind: 'vote' as const,
    study: STUDY,
    judgment: 'one',
    clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
    specialty: 'cardiology',
    at: '2026-03-01T09:30:00Z',
    ...{
      first: 'aster',
      second: 'borage',
      outcome: clinician % 2 === 0 ? ('first' as const) : ('tie' as const),
    },
  }));
  await stores.record(store, events, { source: 'queue', maxJudgments: 10, lookup: false });
  await publishStudy({
    ...{ store, protocol: registered, codeVersion: '0.1.0+00000000', snapshots: objects },
    exports: new MemoryObjectStore(),
    now: () => new Date(Date.UTC(2026, 2, 1)),
  });
  return objects;
}

const filesUnder = (objects: MemoryObjectStore, folder: string): Files =>
  new Map(objects.keys(folder).map((key) => [key.slice(folder.length), objects.contents.get(key)!]));

describe('the figures of a study at several sites', () => {
  let audit: Snapshot;
  let evidence: { name: string; body: Uint8Array };
  beforeAll(async () => {
    const [objects, stores] = [new MemoryObjectStore(), memoryStores()];
    const registered = protocol.parse({
      prompts: 'own',
      criteria: [{ id: 'harmlessness', safetyCritical: true }],
    });
    const store = await stores.store.open(STUDY, settingsOf(registered, SECRET.fingerprint));
    const events = Array.from({ length: 400 }, (_, at) => ({
      ...{ kind: 'vote' as const, study: STUDY, judgment: `j${at}`, specialty: 'cardiology' },
      ...{ clinician: SECRET.pseudonymOf(`clinician ${at % 40}`), at: '2026-03-01T09:30:00Z' },
      site: `site ${(at % 40) % 3}`,
      ...{ first: 'aster', second: 'borage', outcome: at % 7 < 4 ? ('first' as const) : ('second' as const) },
      scores: {
        aster: { harmlessness: 1 as const },
        borage: { harmlessness: at % 9 === 0 ? (-1 as const) : (1 as const) },
      },
    }));
    await stores.record(store, events, { source: 'queue', maxJudgments: 1000, lookup: false });
    await publishStudy({
      ...{ store, protocol: registered, codeVersion: '0.1.0+00000000', snapshots: objects },
      exports: new MemoryObjectStore(),
      now: () => new Date(Date.UTC(2026, 2, 1)),
    });
    const files = filesUnder(objects, `snapshots/${STUDY}/`);
    const { snapshot: id } = jsonAt(files, 'latest.json');
    audit = jsonAt(files, `${id}/snapshot.json`);
    evidence = { name: 'rows.jsonl.gz', body: files.get(`${id}/rows.jsonl.gz`)! };
  });
  const differencesWith = async (change: (forged: Snapshot) => void) => {
    const forged = structuredClone(audit);
    change(forged);
    return (await recompute(forged, forged, evidence)).differences
      .map((found) => JSON.stringify(found))
      .join(' ');
  };

  it('are recomputed from the rows, with what is left without any one site', async () => {
    expect(audit.evidence).toMatchObject({ sites: 3, clinicians: 40 });
    expect(audit.zones.some(({ state }) => state === 'cleared')).toBe(true);
    expect(await differencesWith(() => {})).toBe('');
  });

  it('cannot be forged: neither what is cleared, nor regret, nor the units that are not accounted for', async () => {
    const at = audit.zones.findIndex(({ state }) => state === 'cleared');
    expect(
      await differencesWith(({ zones }) => {
        zones[at]!.clearedAdjustedP = 1e-9;
      }),
    ).toContain('clearedAdjustedP');
    expect(
      await differencesWith(({ dissociation }) => {
        dissociation.regret.upper = 0.5;
      }),
    ).toContain('regret.upper');
    expect(
      await differencesWith((forged) => {
        forged.evidence!.scope!.unaccounted = ['items'];
      }),
    ).toContain('unaccounted');
  });
});

describe('the numbers of units of an audit of judgments', () => {
  let audit: Snapshot;
  let evidence: { name: string; body: Uint8Array };
  beforeAll(async () => {
    const files = filesUnder(await published({}), `snapshots/${STUDY}/`);
    const { snapshot: id } = jsonAt(files, 'latest.json');
    audit = jsonAt(files, `${id}/snapshot.json`);
    evidence = { name: 'rows.jsonl.gz', body: files.get(`${id}/rows.jsonl.gz`)! };
  });
  const differencesWith = async (units: object) => {
    const forged = { ...audit, evidence: { ...audit.evidence!, ...units } };
    return (await recompute(forged, forged, evidence)).differences;
  };

  it('are those of the rows', async () => {
    expect(audit.evidence).toMatchObject({ source: 'judgments', clinicians: 6, items: 0, sites: 0 });
    expect(await differencesWith({})).toEqual([]);
  });

  it.each([{ clinicians: 500 }, { clinicians: 2 }, { items: 40 }, { sites: 7 }])(
    'are reported if snapshot.json names others, as in %j',
    async (units) => {
      const [[name, from]] = Object.entries(units) as [[string, number]];
      const to = name === 'clinicians' ? 6 : 0;
      expect(await differencesWith(units)).toContainEqual({ path: `evidence.${name}`, from, to });
    },
  );
});

describe('a public edition with rows, for a study that publishes its cells', () => {
  let files: Files;
  beforeAll(async () => {
    files = filesUnder(await published({ publishCells: true }), `public/${STUDY}/`);
  });

  it('has its figures recomputed from its rows', async () => {
    const { faults, isRecomputed } = await verifyStudy(studyFolder(files));
    expect([faults, isRecomputed]).toEqual([[], true]);
  });

  it('is reported if it does not name the internal manifest, or has no rows', async () => {
    const { snapshot: id } = jsonAt(files, 'latest.json');
    const faultsOf = async (of: Files) => (await verifyStudy(studyFolder(of))).faults.join('\n');
    expect(
      await faultsOf(withJson(files, `${id}/manifest.json`, (manifest) => delete manifest.internal)),
    ).toContain('manifest.json of a public edition must hold the hash of the internal manifest');
    const { files: listed, ...rest } = jsonAt(files, `${id}/manifest.json`);
    const others = listed.filter(({ name }: { name: string }) => name !== 'rows.jsonl.gz');
    const cut = new Map([...files, [`${id}/manifest.json`, asFile({ ...rest, files: others })]]);
    expect(await faultsOf(cut)).toContain(
      'rows.jsonl.gz is missing from the manifest: nothing can be recomputed',
    );
  });
});
