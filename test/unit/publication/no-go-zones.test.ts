import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { summarise } from '../../../cli/command-line/audit-summary.ts';
import { comparisonText as compared } from '../../../cli/commands/check/comparison-text.ts';
import { isMasked, noGoZonesOf } from '../../../shared/audit/zones/no-go-zones.ts';
import type { History } from '../../../shared/contracts/history.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { compareSnapshots } from '../../../shared/publication/compare.ts';
import { publishIndex } from '../../../shared/publication/index-page.ts';
import { publish } from '../../../shared/publication/publish.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { audit } from '../../support/audit.ts';
import { cellsFileOf } from '../../support/cells-file.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { NO_OPERATIONS, sampleOperations } from '../../support/sample-operations.ts';
import { inputOf, type Said, SMALL, seeded } from '../audit/support.ts';

const SPECIALTIES = [
  'cardiology',
  'dermatology',
  'neurology',
  'oncology',
  'paediatrics',
  'psychiatry',
  'radiology',
  'surgery',
  'urology',
];
/** More zones than the verdict names. */
const PRIMA = SPECIALTIES.slice(0, 7);

/** The criteria on which 45 % of a model's answers in a specialty fail. Elsewhere 1 % fail. */
type Plan = Readonly<Record<string, readonly string[]>>;

const BEFORE: Plan = {
  ...Object.fromEntries(PRIMA.map((specialty) => [`prima in ${specialty}`, ['harmlessness', 'accuracy']])),
  'prima in cardiology': ['harmlessness', 'accuracy', 'clarity'],
  'quinta in surgery': ['clarity'],
  'echo in oncology': ['harmlessness', 'accuracy'],
};
const AFTER: Plan = {
  ...BEFORE,
  // Within tolerance on the average of all specialties.
  'quinta in radiology': ['harmlessness', 'accuracy'],
  // Findings on a criterion that is not safety-critical.
  'quinta in surgery': ['clarity'],
  'rosa in dermatology': ['clarity'],
};

const ZONES_BEFORE = [
  ...PRIMA.map((specialty) => `prima in ${specialty}`),
  'echo in oncology',
  'foxtrot in urology',
];
const ZONES = [...ZONES_BEFORE, 'quinta in radiology'].sort();
const OTHERS = ['prima in cardiology', 'quinta in surgery', 'rosa in dermatology'];
const MODELS = ['prima', 'quinta', 'rosa', 'echo', 'foxtrot'];

function* said(plan: Plan): Generator<Said> {
  const random = seeded(11);
  const card = (model: string, specialty: string) =>
    Object.fromEntries(
      SMALL.criteria.map(({ id }): [string, Score] => {
        const failing = plan[`${model} in ${specialty}`]?.includes(id);
        return [id, random() < (failing ? 0.45 : 0.01) ? -1 : 1];
      }),
    );
  for (let by = 0; by < 64; by++) {
    for (const specialty of SPECIALTIES)
      for (const [first, second] of [
        ['prima', 'quinta'],
        ['prima', 'rosa'],
        ['quinta', 'rosa'],
      ] as const) {
        const scores = { [first]: card(first, specialty), [second]: card(second, specialty) };
        yield { by, specialty, first, second, outcome: random() < 0.75 ? 'first' : 'second', scores };
      }
    // Models without votes have no rank: one with usual ratings, and one without any complete rating.
    yield { by, specialty: 'oncology', scores: { echo: card('echo', 'oncology') } };
    yield { by, specialty: 'urology', scores: { foxtrot: { harmlessness: by % 2 === 0 ? -1 : 1 } } };
    // Too few ratings for a conclusion.
    if (by < 3)
      yield { by, specialty: 'surgery', scores: { echo: { harmlessness: -2, accuracy: -2, clarity: -2 } } };
  }
}

const placesOf = (list: readonly { readonly model: string; readonly specialty: string }[]): string[] =>
  [...new Set(list.map(({ model, specialty }) => `${model} in ${specialty}`))].sort();

let [before, after] = [] as unknown as [Snapshot, Snapshot];
const objects = new MemoryObjectStore();
let folder = '';
const file = (name: string) => objects.textOf(`snapshots/trial/${folder}/${name}`);

async function publishPlan(plan: Plan, day: number): Promise<Snapshot> {
  const input = inputOf([...said(plan)]);
  const made = audit(input);
  const { id } = await publish('trial', {
    objects,
    now: () => new Date(Date.UTC(2026, 2, day)),
    read: async () => ({
      digest: made.inputs,
      audit: () => made,
      evidence: await cellsFileOf(input.cells, input.settings.criteria),
      moving: 0,
      readStatus: async () => NO_OPERATIONS,
    }),
  });
  folder = id;
  return made;
}

beforeAll(async () => {
  before = await publishPlan(BEFORE, 1);
  after = await publishPlan(AFTER, 2);
  await publishIndex(objects);
});

const NUMBER = ZONES.length;

describe('a study with findings of every kind', () => {
  it('has several findings per zone, findings outside of zones, and unranked models with zones', () => {
    const confirmed = after.zones.filter(({ state }) => state === 'confirmed');
    expect(confirmed.length).toBeGreaterThan(2 * NUMBER);
    expect(placesOf(confirmed.filter(({ criterion }) => criterion === 'clarity'))).toEqual(OTHERS);
    expect(after.leaderboard.overall.notRanked.map(({ model }) => model)).toEqual(['echo', 'foxtrot']);
  });

  it('has the planted no-go zones, each with its safety-critical findings', () => {
    const zones = noGoZonesOf(after);
    expect(placesOf(zones)).toEqual(ZONES);
    expect(zones).toHaveLength(NUMBER);
    for (const { findings } of zones)
      for (const { criterion, state } of findings)
        expect([criterion !== 'clarity', state]).toEqual([true, 'confirmed']);
  });

  it('has the same zones, and shows all of them, if only cells with ratings are listed', async () => {
    const rated = { ...after, zones: after.zones.filter(({ n }) => n > 0) };
    expect(placesOf(rated.zones.filter(({ criterion }) => criterion === 'composite'))).not.toContain(
      'foxtrot in urology',
    );
    expect(noGoZonesOf(rated)).toEqual(noGoZonesOf(after));
    const html = await renderReport(rated, sampleOperations(), {
      id: folder,
      time: '2026-03-02T00:00:00Z',
      previous: null,
    });
    expect(html).toContain(`with ${NUMBER} no-go zones.`);
    const [unsafe] = /<table class="map">[\s\S]*?<\/table>/.exec(html)!;
    expect(unsafe.match(/<span class="zone confirmed"/g)).toHaveLength(NUMBER);
    expect(html.match(/✖ no-go zone</g)).toHaveLength(NUMBER);
  });

  it('uses the criteria of the tallies, even if the protocol changes them later', () => {
    const criteria = after.protocol.criteria.map((one) => ({ ...one, safetyCritical: one.id === 'clarity' }));
    expect(noGoZonesOf({ ...after, protocol: { ...after.protocol, criteria } } as Snapshot)).toEqual(
      noGoZonesOf(after),
    );
  });
});

describe('a no-go zone', () => {
  /** A zone with the given findings, masked or not. */
  const zoneOf = (
    ...findings: (readonly [criterion: string, level: 'failure' | 'severe', masked: boolean])[]
  ) => {
    const template = after.zones[0]!;
    const zones = findings.map(([criterion, level, masked]) => {
      return { ...template, criterion, level, masked, state: 'confirmed' as const };
    });
    return noGoZonesOf({ ...after, zones })[0]!;
  };

  it('is hidden by the average if its finding on unsafe answers is hidden, independently of its other findings', () => {
    const others = (masked: boolean) =>
      [
        ['accuracy', 'severe', masked],
        ['composite', 'severe', masked],
      ] as const;
    expect(isMasked(zoneOf(...others(false), ['composite', 'failure', true]))).toBe(true);
    expect(isMasked(zoneOf(...others(true), ['composite', 'failure', false]))).toBe(false);
  });

  it('is hidden by the average if all its findings are hidden and none is on unsafe answers', () => {
    expect(isMasked(zoneOf(['accuracy', 'failure', true], ['harmlessness', 'severe', true]))).toBe(true);
    expect(isMasked(zoneOf(['accuracy', 'failure', true], ['harmlessness', 'severe', false]))).toBe(false);
  });
});

describe('the no-go zones of all outputs', () => {
  it('are the same in the terminal, which excludes no model for findings on other criteria only', () => {
    const text = summarise(after);
    expect(text).toContain(`No-go zones: ${NUMBER}, by `);
    expect(text).toContain('; 3 findings on criteria that are not safety-critical');
    const rows = text.split('\n').map((line) => line.split('│').map((field) => field.trim()));
    const zones = MODELS.flatMap((model) => {
      const last = rows.find((row) => row[2] === model)!.at(-2)!;
      return last === 'none confirmed' ? [] : last.split(', ').map((specialty) => ({ model, specialty }));
    });
    expect(placesOf(zones)).toEqual(ZONES);
    expect(rows.find((row) => row[2] === 'rosa')!.at(-2)).toBe('none confirmed');
  });

  it('are the same in three parts of the audit: the adjusted ranking, the hidden zones, and the reasons of the verdict', () => {
    const { rows } = after.leaderboard.clinicallyAdjusted;
    expect(rows.map(({ model, zones, tier }) => [model, zones, tier])).toEqual([
      ['rosa', 0, 'assessed without a zone'],
      ['prima', PRIMA.length, 'with a zone'],
      ['quinta', 1, 'with a zone'],
      ['echo', 1, 'with a zone'],
      ['foxtrot', 1, 'with a zone'],
    ]);
    expect(after.dissociation.masking).toEqual([{ model: 'quinta', zones: 1 }]);
    expect(after.leaderboard.overall.topSet).toEqual(['prima']);
    const { reasons, findings } = after.verdict;
    expect(reasons.filter((reason) => reason.startsWith('prima, which clinicians prefer to '))).toHaveLength(
      5,
    );
    expect(reasons).toContain(
      `Models that are preferred to a safer one have ${findings![0]!.triples!.length - 5} further no-go zones.`,
    );
    expect(reasons.join()).not.toContain('Clarity');
  });

  const section = (id: string) =>
    new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(file('report.html'))![0];
  const numberBefore = (text: string, words: string) =>
    Number(new RegExp(`>(\\d+)</span> ${words}`).exec(text)?.[1]);

  it('are the same in the report’s section on zones, which lists their findings separately from the others', () => {
    const text = section('zones');
    expect(numberBefore(text, 'no-go zones</strong>')).toBe(NUMBER);
    expect(numberBefore(text, 'findings on criteria that are not safety-critical')).toBe(3);
    const [inZones, others] = [
      ...text.matchAll(/<caption>(?:Findings [^<]*)<\/caption>([\s\S]*?)<\/table>/g),
    ].map(([, table]) => {
      const rows = [...table!.matchAll(/<bdi>([^<]*)<\/bdi><\/th><td class="t"><bdi>([^<]*)<\/bdi>/g)];
      return placesOf(rows.map(([, model, specialty]) => ({ model: model!, specialty: specialty! })));
    });
    expect(inZones).toEqual(ZONES);
    expect(others).toEqual(OTHERS);
    expect(text).toContain('findings in no-go zones: rate, interval, tolerance and tipping point of each');
  });

  it('are the same in the report’s leaderboard, its brief, its map and its sheets of specialties', () => {
    const leaderboard = section('leaderboard');
    expect(numberBefore(leaderboard, 'no-go zones</span>')).toBe(PRIMA.length);
    expect(numberBefore(leaderboard, 'no-go zone</span>')).toBe(1);
    expect(numberBefore(leaderboard, 'hidden by the average')).toBe(1);
    expect(leaderboard).toContain('; 4 with a no-go zone.');
    expect(section('in-brief')).toContain(`and ${PRIMA.length - 3} more`);
    expect(section('preference-safety')).toContain('2 of them have a no-go zone');

    const map = section('map');
    expect(map).toContain(`with ${NUMBER} no-go zones.`);
    const [unsafe] = /<table class="map">[\s\S]*?<\/table>/.exec(map)!;
    expect(unsafe.match(/<span class="zone confirmed"/g)).toHaveLength(NUMBER);

    const sheets = [...section('specialties').matchAll(/<summary>.*?<span class="danger">✖ (\d+)/g)];
    expect(sheets.reduce((sum, [, zones]) => sum + Number(zones), 0)).toBe(NUMBER);
    expect(section('specialties').match(/✖ no-go zone</g)).toHaveLength(NUMBER);
  });

  it('are the same in the tables, which mark the rows of a zone in a column', () => {
    const table = (name: string): Record<string, string>[] => parse(file(name), { columns: true, bom: true });
    const rows = table('no-go-zones.csv');
    const inZones = rows.filter((row) => row.in_no_go_zone === 'true');
    expect(placesOf(inZones as never)).toEqual(ZONES);
    const findings = rows.filter(
      ({ state, safety_critical }) => state === 'confirmed' && safety_critical === 'true',
    );
    expect(placesOf(findings as never)).toEqual(ZONES);
    expect(table('clinically-adjusted.csv').reduce((sum, { zones }) => sum + Number(zones), 0)).toBe(NUMBER);
  });

  it('are the same in the manifest, the history and the index page', () => {
    const findings = noGoZonesOf(after).flatMap((zone) => zone.findings).length;
    expect(JSON.parse(file('manifest.json'))).toMatchObject({ confirmedZones: NUMBER, findings });
    const { snapshots } = objects.jsonOf('snapshots/trial/history.json') as History;
    expect(snapshots.map(({ confirmedZones }) => confirmedZones)).toEqual([NUMBER - 1, NUMBER]);
    const index = objects.textOf('index.html');
    expect(index).toContain(`No-go zones: from ${NUMBER - 1} to ${NUMBER} over 2 snapshots`);
    const listed = /<caption>Snapshots of trial[\s\S]*?<\/table>/.exec(index)![0];
    const numbers = [...listed.matchAll(/<td class="n">(\d+)<\/td><td class="t"><a/g)].map(([, zones]) =>
      Number(zones),
    );
    expect(numbers).toEqual([NUMBER, NUMBER - 1]);
  });

  it('are the same in the changes since the previous snapshot, and in the comparison of the two', () => {
    const gained = [{ model: 'quinta', specialty: 'radiology' }];
    expect(JSON.parse(file('operations.json')).changes).toMatchObject({
      confirmations: { gained: 1, lost: 0 },
      noGoZones: { gained, lost: [] },
    });
    const changes = section('changes').replace(/<[^>]*>/g, '');
    expect(changes).toContain('No-go zones: 1 newly confirmed (quinta in radiology), 0 no longer confirmed.');
    const text = compared(compareSnapshots(before, after, 'before'), after);
    expect(text).toContain('No-go zones:\n  quinta, radiology: newly confirmed\nAlarms');
    expect(text).toMatch(/\n {2}rosa, dermatology, Clarity: [\w ]+ → confirmed\n/);
  });
});
