import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { summarise } from '../../../cli/command-line/audit-summary.ts';
import { comparisonText as compared } from '../../../cli/commands/check/comparison-text.ts';
import { GENERATED_PROTOCOL } from '../../../cli/generate/protocol.ts';
import { type Protocol, protocol, protocolHash } from '../../../shared/contracts/protocol.ts';
import { snapshot } from '../../../shared/contracts/snapshot.ts';
import { compareSnapshots } from '../../../shared/publication/compare.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { MADE_UP_NOTE } from '../../../shared/publication/made-up.ts';
import { publish } from '../../../shared/publication/publish.ts';
import { publishedProtocol } from '../../../shared/publication/published-protocol.ts';
import { verify } from '../../../shared/publication/verify/index.ts';
import { audit } from '../../support/audit.ts';
import { cellsFileOf } from '../../support/cells-file.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { NO_OPERATIONS } from '../../support/sample-operations.ts';
import { folderOf, sampleSnapshot, withForged } from '../../support/sample-snapshot.ts';
import { sampleAudit, sampleInput } from '../../support/sample-study.ts';

/** Hashes from before the field was introduced. */
const KNOWN_HASHES: [object, string][] = [
  [{}, 'f2b94641af852500a2dd231da11ecb2c3c9a9e08fd28907317d3320ccc54b5d2'],
  [
    { title: 'A study', tolerance: { failure: 0.2 } },
    'b9cab3db96e98b6c78911c2744346874038ee6bda73d360b15920dce62c988be',
  ],
];

describe('the protocol of made-up data', () => {
  const hashOf = (given: object): string => protocolHash(protocol.parse(given));

  it.each(KNOWN_HASHES)('does not change the hash of a protocol without the field: %j', (given, hash) => {
    expect(hashOf(given)).toBe(hash);
    expect(hashOf({ ...given, madeUp: false })).toBe(hash);
    expect(hashOf({ ...given, madeUp: true })).not.toBe(hash);
  });

  it('is refused if the field is neither true nor false', () => {
    for (const madeUp of ['true', 1, null]) expect(protocol.safeParse({ madeUp }).success).toBe(false);
  });

  it('is the protocol of the demo and of generated studies', () => {
    expect(protocol.parse(GENERATED_PROTOCOL).madeUp).toBe(true);
  });
});

const TABLES = ['leaderboard.csv', 'clinically-adjusted.csv', 'failure-rates.csv', 'no-go-zones.csv'];

/** A published study with its files by name. */
async function published(madeUp: boolean) {
  const objects = new MemoryObjectStore();
  const input = sampleInput({ votes: 200, title: 'Answers of three models', madeUp });
  const made = audit(input);
  const { id } = await publish('demo', {
    objects,
    now: () => new Date('2026-03-01T09:30:00Z'),
    read: async () => ({
      digest: made.inputs,
      audit: () => made,
      evidence: await cellsFileOf(input.cells, input.settings.criteria),
      moving: 0,
      readStatus: async () => NO_OPERATIONS,
    }),
  });
  await publishIndex(objects);
  const text = (name: string) => objects.textOf(`snapshots/demo/${name.replace('<id>', id)}`);
  return { objects, made, text, columns: (name: string) => columnsOf(text(`<id>/${name}`)) };
}

const columnsOf = (text: string): string[] => parse(text, { bom: true, to: 1 })[0] as unknown as string[];

describe('a study of made-up data', () => {
  let madeUp: Awaited<ReturnType<typeof published>>;
  let real: Awaited<ReturnType<typeof published>>;
  beforeAll(async () => {
    [madeUp, real] = [await published(true), await published(false)];
  });

  it('is marked in every published JSON file', () => {
    const json = (name: string) => JSON.parse(madeUp.text(name));
    expect(json('<id>/snapshot.json').protocol).toMatchObject({ madeUp: true });
    for (const name of ['<id>/manifest.json', '<id>/operations.json', 'latest.json'])
      expect([name, json(name).madeUp]).toEqual([name, true]);
    expect(json('history.json').snapshots[0].madeUp).toBe(true);
  });

  it('is marked in the report’s title, next to the heading and in a line below, which are also printed', () => {
    const html = madeUp.text('<id>/report.html');
    expect(html).toMatch(/<title>Made-up data: Answers of three models/);
    expect(html).toMatch(/<h1><bdi>Answers of three models<\/bdi> <span class="tag made-up">Made-up data</);
    expect(html.split(MADE_UP_NOTE)).toHaveLength(3);
    expect(html.indexOf(MADE_UP_NOTE)).toBeLessThan(html.indexOf('<section id="verdict"'));
  });

  it('is marked on the index page, next to its name', () => {
    const html = madeUp.objects.textOf('index.html');
    expect(html).toMatch(/<h2><a [^>]*><bdi>Answers of three models<\/bdi><\/a> <span class="tag made-up">/);
    expect(html).toContain(MADE_UP_NOTE);
  });

  it('is marked in the last column of each row of each table', () => {
    for (const name of TABLES) {
      expect(madeUp.columns(name)).toEqual([...real.columns(name), 'made_up']);
      const rows: Record<string, string>[] = parse(madeUp.text(`<id>/${name}`), { columns: true, bom: true });
      expect(new Set(rows.map((row) => row.made_up))).toEqual(new Set(['true']));
    }
  });

  it('is marked in a terminal, before all other output', () => {
    expect(summarise(madeUp.made).trim().startsWith(`MADE UP: ${MADE_UP_NOTE}`)).toBe(true);
    const comparison = compared(compareSnapshots(real.made, madeUp.made, 'before'), madeUp.made);
    expect(comparison.startsWith(`MADE UP: ${MADE_UP_NOTE}`)).toBe(true);
    expect(comparison).toContain('madeUp: nothing → true');
  });

  it('is marked if the protocol is read again from the published files', async () => {
    const expected: Protocol = protocol.parse({ title: 'Answers of three models', madeUp: true });
    expect(await publishedProtocol(madeUp.objects, 'demo')).toEqual(expected);
  });

  it('is the only study that is marked in any file except the schemas', () => {
    const files = [...real.objects.contents.keys()].filter(
      (key) => !key.includes('/schemas/') && !key.endsWith('.gz'),
    );
    expect(files.length).toBeGreaterThan(8);
    for (const key of files) {
      const text = real.objects.textOf(key).replace(/<style>[^<]*<\/style>/, '');
      expect([key, /made[-_ ]?up/i.exec(text)?.[0]]).toEqual([key, undefined]);
    }
    expect(summarise(real.made)).not.toMatch(/made up/i);
  });
});

describe('verifying a study of made-up data', () => {
  it('finds no fault', async () => {
    const { faults, manifest } = await verify(folderOf(await sampleSnapshot({ votes: 60, madeUp: true })));
    expect(faults).toEqual([]);
    expect(manifest?.madeUp).toBe(true);
  });

  it.each([
    ['snapshot.json', /protocol\.hash|madeUp|made up/],
    ['operations.json', /differ on whether the data are made up/],
  ])('detects that the mark was removed from %s', async (name, fault) => {
    const files = await sampleSnapshot({ votes: 60, madeUp: true });
    const text = Buffer.from(files.get(name)!).toString();
    const forged = text.replace(/ *"madeUp": true,\n/, '');
    expect(forged).not.toBe(text);
    const { faults } = await verify(folderOf(withForged(files, name, Buffer.from(forged))));
    expect(faults.join('\n')).toMatch(fault);
  });

  it('reads a snapshot without the field as one of data that are not made up', () => {
    const text = JSON.stringify(sampleAudit());
    expect(text).not.toContain('madeUp');
    expect(JSON.stringify(snapshot.parse(JSON.parse(text)))).not.toContain('madeUp');
  });
});
