import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Protocol, protocol, protocolHash } from '../../../shared/contracts/protocol.ts';
import type { Snapshot, Zone } from '../../../shared/contracts/snapshot.ts';
import { compareSnapshots } from '../../../shared/publication/compare.ts';
import type { Files } from '../../../shared/publication/manifest.ts';
import { verify } from '../../../shared/publication/verify/index.ts';
import { folderOf, sampleSnapshot } from '../../support/sample-snapshot.ts';
import { sampleAudit } from '../../support/sample-study.ts';

const ALIASES = { models: { aster: ['Aster', '<i>aster'] }, specialties: { Cardiology: ['cardiology'] } };
const SPELLED = {
  votes: 200,
  models: ['Aster', '<i>aster', 'borage', 'clover'],
  specialties: ['cardiology', 'Cardiology', 'oncology'],
};
const SAMPLE = { ...SPELLED, aliases: ALIASES };

const textOf = (files: Files, name: string) => Buffer.from(files.get(name)!).toString();
const faultsOf = async (files: Files) => (await verify(folderOf(files))).faults;

describe('verifying a snapshot with aliases', () => {
  let files: Files;
  beforeAll(async () => {
    files = await sampleSnapshot(SAMPLE);
  });

  it('finds no fault, although the cells have the names as they were written', async () => {
    expect(await faultsOf(files)).toEqual([]);
    const models = gunzipSync(files.get('cells.jsonl.gz')!).toString();
    expect(models).toMatch(/"Aster"/);
    expect(models).not.toMatch(/"aster"/);
  });

  const withAliases = (aliases: Protocol['aliases'], given: Snapshot): Snapshot => {
    const { hash: _, ...settings } = { ...given.protocol, aliases };
    return { ...given, protocol: { ...settings, hash: protocolHash(protocol.parse(settings)) } };
  };

  it.each<[what: string, aliases: Protocol['aliases']]>([
    ['left out', undefined],
    ['shortened', { models: { aster: ['Aster'] }, specialties: ALIASES.specialties }],
    ['extended', { ...ALIASES, models: { aster: ['Aster', '<i>aster', 'clover'] } }],
    ['given to another model', { ...ALIASES, models: { borage: ['Aster', '<i>aster'] } }],
  ])('detects that aliases were %s, even if the forger rendered all files again', async (_, aliases) => {
    const forged = await sampleSnapshot(SAMPLE, (audit) => withAliases(aliases, audit));
    const faults = await faultsOf(forged);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.startsWith('snapshot.json, '))).toBe(true);
  });

  it('detects by the hash of the protocol that an alias without an effect was added', async () => {
    const models = { aster: [...ALIASES.models.aster, 'never seen'] };
    const forged = await sampleSnapshot(SAMPLE, (audit) => ({
      ...audit,
      protocol: { ...audit.protocol, aliases: { ...ALIASES, models } },
    }));
    expect(await faultsOf(forged)).toEqual([
      expect.stringMatching(/^snapshot\.json, protocol\.hash: published .*, recomputed /),
    ]);
  });

  it('detects that the number of votes on one model was altered', async () => {
    const forged = await sampleSnapshot(SAMPLE, (audit) => ({
      ...audit,
      quality: { ...audit.quality, aliases: { ...audit.quality.aliases!, selfComparisons: 0 } },
    }));
    expect(await faultsOf(forged)).toEqual([
      expect.stringMatching(
        /^snapshot\.json, quality\.aliases\.selfComparisons: published 0, recomputed \d+$/,
      ),
    ]);
  });
});

describe('the section of the report on data quality', () => {
  const section = async (sample: object) =>
    /<section[^>]* id="quality".*?<\/section>/s.exec(
      textOf(await sampleSnapshot(sample), 'report.html'),
    )?.[0] ?? '';

  it('lists the aliases, and counts the votes that compare a model with itself', async () => {
    const shown = await section(SAMPLE);
    expect(shown).toMatch(
      /Names counted as one.*<bdi>&lt;i&gt;aster<\/bdi>, <bdi>Aster<\/bdi> as <bdi>aster<\/bdi> \(model\); <bdi>cardiology<\/bdi> as <bdi>Cardiology<\/bdi> \(specialty\)/s,
    );
    const { selfComparisons } = sampleAudit(SAMPLE).quality.aliases!;
    expect(selfComparisons).toBeGreaterThan(5);
    expect(shown).toMatch(new RegExp(`compared with themselves.*>${selfComparisons} votes<`, 's'));
    expect(shown).not.toContain('similar names');
  });

  it('gives the line of the protocol that counts similar names as one', async () => {
    const shown = await section(SPELLED);
    expect(shown).toContain(
      '<code>&quot;aliases&quot;: {&quot;specialties&quot;: {&quot;Cardiology&quot;: [&quot;cardiology&quot;]}}</code>',
    );
    expect(shown).not.toContain('Names counted as one');
  });
});

describe('the comparison of snapshots before and after an alias', () => {
  const confirmed = (zone: Partial<Zone>): Zone => ({
    ...sampleAudit(SAMPLE).zones[0]!,
    criterion: 'composite',
    level: 'failure',
    state: 'confirmed',
    alarm: true,
    ...zone,
  });
  const withZones = (audit: Snapshot, ...zones: Partial<Zone>[]): Snapshot => ({
    ...audit,
    zones: zones.map(confirmed),
  });

  it('takes a no-go zone that was known under an alias as the same zone', () => {
    const before = withZones(
      sampleAudit(SPELLED),
      { model: 'Aster', specialty: 'cardiology' },
      { model: 'aster', specialty: 'Cardiology', state: 'suspected', alarm: false },
      { model: 'borage', specialty: 'cardiology' },
    );
    const after = withZones(
      sampleAudit(SAMPLE),
      { model: 'aster', specialty: 'Cardiology' },
      { model: 'clover', specialty: 'Cardiology' },
    );
    const { changes, zones } = compareSnapshots(before, after, 'id');
    expect(changes.noGoZones).toEqual({
      gained: [{ model: 'clover', specialty: 'Cardiology' }],
      lost: [{ model: 'borage', specialty: 'Cardiology' }],
    });
    expect([changes.zonesOpened.length, changes.zonesClosed.length]).toEqual([1, 1]);
    // The result of the name itself is compared, if there was one.
    expect(zones.find(({ model }) => model === 'aster')).toMatchObject({
      from: 'suspected',
      to: 'confirmed',
    });
  });

  it('names the change of the protocol, and no model that only changed its name', () => {
    const { changes, rates } = compareSnapshots(sampleAudit(SPELLED), sampleAudit(SAMPLE), 'id');
    expect(changes.protocolChanges).toContainEqual({ path: 'aliases', from: undefined, to: ALIASES });
    for (const { model } of [...changes.ranks, ...changes.scores!, ...rates])
      expect(['aster', 'borage', 'clover']).toContain(model);
  });
});
