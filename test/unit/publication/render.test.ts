import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { manifest } from '../../../shared/contracts/manifest.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { encodeText } from '../../../shared/lib/json.ts';
import { digest, type SnapshotMeta } from '../../../shared/publication/manifest.ts';
import { renderSnapshot } from '../../../shared/publication/render.ts';
import { audit } from '../../support/audit.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit, sampleInput } from '../../support/sample-study.ts';

const META: SnapshotMeta = {
  id: '20260301T093000Z-000000000000',
  time: '2026-03-01T09:30:00Z',
  previous: null,
};
const render = (of: Snapshot, meta = META) =>
  renderSnapshot(of, sampleOperations(), meta, { name: 'cells.jsonl.gz', body: encodeText('cells') });

/** Snapshots are rendered once each, because charts are slow. */
const known = new Map<Snapshot, ReturnType<typeof render>>();
async function textOf(file: string, of: Snapshot): Promise<string> {
  const files = known.get(of) ?? render(of);
  known.set(of, files);
  return Buffer.from((await files).get(file)!).toString();
}
const jsonOf = async (file: string, of: Snapshot) => JSON.parse(await textOf(file, of));

describe('snapshot.json', () => {
  it('is the audit', async () => {
    expect(await jsonOf('snapshot.json', sampleAudit())).toEqual(JSON.parse(JSON.stringify(sampleAudit())));
  });

  it('has the same bytes for any order of reading the counters, and for any time of publication', async () => {
    const input = sampleInput();
    const turned = {
      ...input,
      cells: input.cells.toReversed(),
      participants: input.participants.toReversed(),
    };
    const later = { id: '20270101T000000Z-000000000000', time: '2027-01-01T00:00:00Z', previous: META.id };
    const [one, other] = [await render(audit(input)), await render(audit(turned), later)];
    expect(other.get('snapshot.json')).toEqual(one.get('snapshot.json'));
    expect(other.get('manifest.json')).not.toEqual(one.get('manifest.json'));
  });

  it('cannot be written if it does not fit its schema', async () => {
    const broken = { ...sampleAudit(), totals: { ...sampleAudit().totals, votes: Number.NaN } };
    await expect(render(broken)).rejects.toThrow(/votes/);
  });
});

describe('manifest.json', () => {
  it('comes last and lists the size and hash of each file before it', async () => {
    const files = await render(sampleAudit());
    expect([...files.keys()].at(-1)).toBe('manifest.json');
    const { files: listed } = manifest.parse(JSON.parse(Buffer.from(files.get('manifest.json')!).toString()));
    expect(listed.map(({ name }) => name)).toEqual([...files.keys()].slice(0, -1));
    for (const { name, bytes, sha256 } of listed) expect(digest(files.get(name)!)).toEqual({ bytes, sha256 });
  });
});

describe('the tables', () => {
  const table = async (file: string, of: Snapshot): Promise<Record<string, string>[]> =>
    parse(await textOf(file, of), { columns: true, bom: true });

  it('contain every ranking, rate and zone of the audit, with exact numbers', async () => {
    const of = sampleAudit({ votes: 300 });
    const { leaderboard, failureRates, zones } = of;
    const rankings = [leaderboard.overall, ...Object.values(leaderboard.bySpecialty)];
    expect(await table('leaderboard.csv', of)).toHaveLength(
      rankings.reduce((sum, { rows, notRanked }) => sum + rows.length + notRanked.length, 0),
    );
    const first = leaderboard.overall.rows[0]!;
    const row = (await table('leaderboard.csv', of))[0]!;
    expect(row).toMatchObject({ specialty: '', model: first.model, rank: '1', score: String(first.score) });
    const { rows, notAssessed } = leaderboard.clinicallyAdjusted;
    expect((await table('clinically-adjusted.csv', of)).map(({ model, place }) => [model, place])).toEqual([
      ...rows.map(({ model, place }) => [model, String(place)]),
      ...notAssessed.map(({ model }) => [model, '']),
    ]);
    expect((await table('failure-rates.csv', of)).map(({ rate }) => rate)).toEqual(
      failureRates.map(({ rate }) => String(rate ?? '')),
    );
    expect((await table('no-go-zones.csv', of)).map(({ state }) => state)).toEqual(
      zones.map(({ state }) => state),
    );
  });

  it('contain no text that runs as a formula in a spreadsheet, and keep names with commas and quotes intact', async () => {
    const models = ['=cmd()', '+1', '-1', '\u00a0=x', 'a,"b"', '＝full-width'];
    const of = sampleAudit({ votes: 200, models, specialties: ['=HYPERLINK("x")', '+specialty'] });
    for (const file of ['leaderboard.csv', 'failure-rates.csv', 'no-go-zones.csv']) {
      const rows = await table(file, of);
      const texts = rows.flatMap((row) => [row.model!, row.specialty!]);
      for (const text of texts) expect(text).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      expect(texts).toEqual(expect.arrayContaining(["'=cmd()", 'a,"b"', "'+specialty"]));
    }
  });

  it('contain no text that runs as a formula after a semicolon, and leave other texts unchanged', async () => {
    const models = ['a;=cmd()', 'a; +1', 'a;b', 'a-b', 'a=b'];
    const rows = await table('leaderboard.csv', sampleAudit({ votes: 200, models }));
    expect(new Set(rows.map(({ model }) => model))).toEqual(
      new Set(["a;'=cmd()", "a;' +1", 'a;b', 'a-b', 'a=b']),
    );
  });

  it('begin with the mark by which spreadsheets recognise UTF-8, so that every name is shown correctly', async () => {
    const of = sampleAudit({ votes: 20, models: ['modèle', 'نموذج'] });
    for (const file of [
      'leaderboard.csv',
      'clinically-adjusted.csv',
      'failure-rates.csv',
      'no-go-zones.csv',
    ]) {
      const text = await textOf(file, of);
      expect(text.startsWith('\ufeff')).toBe(true);
      expect(text).toContain('modèle');
    }
  });

  it('keep negative numbers as numbers', async () => {
    const of = sampleAudit();
    const first = of.leaderboard.overall.rows[0]!;
    const negative = { ...first, score: -12.5, interval: [-20.5, -4] as [number, number] };
    const overall = { ...of.leaderboard.overall, rows: [negative] };
    const rows = await table('leaderboard.csv', { ...of, leaderboard: { ...of.leaderboard, overall } });
    expect(rows[0]).toMatchObject({ score: '-12.5', interval_low: '-20.5', interval_high: '-4' });
  });
});

describe('the JSON Schemas', () => {
  const validatorOf = async (name: string) =>
    new Ajv2020({ strict: false, validateFormats: false }).compile(
      await jsonOf(`schemas/${name}.schema.json`, sampleAudit()),
    );

  it.each(['snapshot', 'operations', 'manifest'])('accept the published %s', async (name) => {
    const validate = await validatorOf(name);
    validate(await jsonOf(`${name}.json`, sampleAudit({ votes: 300 })));
    expect(validate.errors).toBeNull();
  });

  const vote = {
    kind: 'vote',
    judgment: 'j1',
    study: 'demo',
    clinician: 'dr. a',
    specialty: 'cardiology',
    at: '2026-03-01T09:30:00Z',
    first: 'a',
    second: 'b',
    outcome: 'both_bad',
    scores: { a: { accuracy: -2 } },
  };
  const { first: _, second: __, outcome: ___, ...rest } = vote;
  const rating = { ...rest, kind: 'rating', model: 'a', scores: { accuracy: 2 } };
  const retraction = { kind: 'retraction', judgment: 'j1', study: 'demo', clinician: 'dr. a', at: vote.at };

  it.each([
    ['vote', vote],
    ['rating', rating],
    ['retraction', retraction],
    ['event', vote],
    ['event', rating],
    ['event', retraction],
    ['protocol', {}],
    [
      'protocol',
      { title: 'x', criteria: [{ id: 'harm', safetyCritical: true }], tolerance: { failure: 0.2 } },
    ],
  ])('accept a valid %s of a sender', async (name, value) => {
    const validate = await validatorOf(name);
    validate(value);
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['vote', { ...vote, outcome: 'third' }],
    ['vote', { ...vote, scores: { a: { accuracy: 3 } } }],
    ['vote', { ...vote, unknown: 1 }],
    ['vote', { ...vote, judgment: undefined }],
    ['vote', { ...vote, first: '@reserved' }],
    ['rating', { ...rating, revision: 0 }],
    ['event', { ...retraction, part: 'some' }],
    ['protocol', { tolerance: { failure: 2 } }],
    ['protocol', { criterias: [] }],
  ])('refuse a %s that the contract refuses', async (name, value) => {
    const validate = await validatorOf(name);
    expect(validate(JSON.parse(JSON.stringify(value)))).toBe(false);
  });

  it('have names, so that other documents can refer to them', async () => {
    expect(await jsonOf('schemas/vote.schema.json', sampleAudit())).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:primum:vote:1',
    });
  });
});
