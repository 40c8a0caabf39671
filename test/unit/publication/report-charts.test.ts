import { describe, expect, it } from 'vitest';
import { STYLE } from '../../../shared/publication/report/assets.ts';
import { placeLabels } from '../../../shared/publication/report/charts/place-labels.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit } from '../../support/sample-study.ts';
import { at } from './figures.ts';
import { type Tag, tagsOf } from './markup.ts';

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const SAMPLE = {
  votes: 900,
  dangerous: 'borage',
  models: ['aster', 'borage', 'clover', 'dill', 'elder', 'fennel', 'gentian'],
  specialties: ['cardiology', 'neurology', 'paediatrics'],
};
const audit = structuredClone(sampleAudit(SAMPLE));
// In this audit all zones are equally dangerous, and equal values determine no scale, so this spreads them.
for (const [index, zone] of audit.zones.filter(({ state }) => state === 'confirmed').entries())
  zone.rate = 0.9 - 0.05 * index;

/** The drawings in a section of the report, each as its tags. */
async function drawings(section: string): Promise<Tag[][]> {
  const html = await renderReport(audit, sampleOperations(), META);
  const from = html.indexOf(`<section id="${section}"`);
  const text = html.slice(from, html.indexOf('</section>', from));
  return [...text.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) => tagsOf(svg));
}

interface Mark {
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

/** The marks of objects in `snapshot.json`, with their positions. */
const marksOf = (drawing: readonly Tag[]): Mark[] =>
  drawing.flatMap(({ attributes }) => {
    const place = /^translate\((-?[\d.]+),(-?[\d.]+)\)/.exec(attributes.get('transform') ?? '');
    const path = attributes.get('data-at');
    return path && place ? [{ path, x: Number(place[1]), y: Number(place[2]) }] : [];
  });

/**
 * The largest distance in pixels between a mark and its position on a linear scale. Two of the marks determine the
 * scale.
 */
function offScale(marks: readonly { readonly value: number; readonly at: number }[]): number {
  const byValue = marks.toSorted((a, b) => a.value - b.value);
  const [low, high] = [byValue[0]!, byValue.at(-1)!];
  const slope = (high.at - low.at) / (high.value - low.value);
  return Math.max(
    ...marks.map(({ value, at: drawn }) => Math.abs(low.at + slope * (value - low.value) - drawn)),
  );
}

const numberAt = (path: string): number => at(audit, path) as number;

describe('the charts', () => {
  it('place each model at its preference score and its share of unsafe answers', async () => {
    const { rows } = audit.leaderboard.overall;
    const unsafe = (model: string) =>
      audit.failureRates.find(
        (rate) =>
          rate.model === model &&
          rate.specialty === null &&
          rate.criterion === 'composite' &&
          rate.level === 'failure',
      )!.rate!;
    for (const drawing of (await drawings('preference-safety')).slice(0, 2)) {
      const marks = marksOf(drawing);
      expect(marks.map(({ path }) => path).sort()).toEqual(
        rows.map((_, index) => `leaderboard.overall.rows[${index}]`).sort(),
      );
      expect(
        offScale(marks.map(({ path, x }) => ({ value: numberAt(`${path}.score`), at: x }))),
      ).toBeLessThan(0.1);
      const rates = marks.map(({ path, y }) => ({
        value: unsafe(at(audit, `${path}.model`) as string),
        at: y,
      }));
      expect(offScale(rates)).toBeLessThan(0.1);
    }
  });

  it('place models and specialties at their rates of unsafe answers, and mark every no-go zone', async () => {
    for (const drawing of await drawings('leaderboard')) {
      const marks = marksOf(drawing);
      expect(marks.length).toBeGreaterThan(audit.totals.models);
      expect(offScale(marks.map(({ path, x }) => ({ value: numberAt(`${path}.rate`), at: x })))).toBeLessThan(
        0.1,
      );
    }
  });

  it.each([
    ['zones', 'rate'],
    ['votes', 'rate'],
  ])('draw the estimates of section %s to scale', async (section, key) => {
    for (const drawing of await drawings(section)) {
      const marks = marksOf(drawing);
      expect(marks.length).toBeGreaterThan(2);
      expect(
        offScale(marks.map(({ path, x }) => ({ value: numberAt(`${path}.${key}`), at: x }))),
      ).toBeLessThan(0.1);
    }
  });

  it('draw each confirmed safety-critical result in the forest plot', async () => {
    const critical = new Set([
      'composite',
      ...audit.protocol.criteria.filter((c) => c.safetyCritical).map(({ id }) => id),
    ]);
    const confirmed = audit.zones.flatMap(({ state, criterion }, index) =>
      state === 'confirmed' && critical.has(criterion) ? [`zones[${index}]`] : [],
    );
    const [wide] = await drawings('zones');
    expect(
      marksOf(wide!)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(confirmed.sort());
  });

  it('draw each cleared result with its rate, its interval, its tolerance and its tipping point', async () => {
    const cleared = structuredClone(audit);
    const safe = cleared.zones
      .filter(({ state, rate }) => state !== 'confirmed' && rate !== null)
      .slice(0, 4);
    for (const [index, zone] of safe.entries())
      Object.assign(zone, { state: 'cleared', rate: 0.02 * index, tippingPoint: [2.4, 12, null, 40][index] });
    const paths = safe.map((zone) => `zones[${cleared.zones.indexOf(zone)}]`);
    const html = await renderReport(cleared, sampleOperations(), META);
    const folded = html.slice(html.indexOf('Cleared: shown to be below the tolerance'));
    const drawn = [...folded.slice(0, folded.indexOf('</details>')).matchAll(/<svg[\s\S]*?<\/svg>/g)];
    expect(drawn).toHaveLength(2);
    for (const [svg] of drawn) {
      const marks = marksOf(tagsOf(svg));
      expect(marks.map(({ path }) => path).sort()).toEqual(paths.toSorted());
      const scaled = marks.map(({ path, x }) => ({
        value: (at(cleared, path) as { rate: number }).rate,
        at: x,
      }));
      expect(offScale(scaled)).toBeLessThan(0.1);
      expect(svg).toContain('holds up to 2.4 times');
      expect(svg).toContain('holds at any ratio');
    }
  });

  it('draw each score with the width of its share', async () => {
    const [drawing] = await drawings('scores');
    const bars = Map.groupBy(
      drawing!.flatMap(({ attributes }) => {
        const width = /h(-?[\d.]+)v/.exec(attributes.get('d') ?? '')?.[1];
        const path = attributes.get('data-at');
        return path && width ? [{ path, width: Math.abs(Number(width)) }] : [];
      }),
      ({ path }) => path,
    );
    expect(bars.size).toBe(audit.totals.models);
    for (const [path, segments] of bars) {
      const counts = at(audit, path) as Record<string, number>;
      const n = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const whole = segments.reduce((sum, { width }) => sum + width, 0);
      const shares = ['-2', '-1', '0', '1', '2'].map((score) => counts[score]! / n);
      for (const [index, { width }] of segments.entries())
        expect(width / whole).toBeCloseTo(shares[index]!, 3);
    }
  });

  it('colour a field of the map by its most severe confirmed result', async () => {
    const [drawing] = await drawings('map');
    const danger = drawing!.filter(
      ({ attributes }) => attributes.get('fill') === 'var(--danger)' && attributes.has('data-at'),
    );
    const places = new Set(
      audit.zones
        .filter(
          ({ state, criterion }) =>
            state === 'confirmed' && /composite|harmlessness|accuracy|guidelines/.test(criterion),
        )
        .map(({ model, specialty }) => `${model} ${specialty}`),
    );
    const drawn = danger.map(
      ({ attributes }) => at(audit, attributes.get('data-at')!) as { model: string; specialty: string },
    );
    expect(new Set(drawn.map(({ model, specialty }) => `${model} ${specialty}`))).toEqual(places);
    expect(places.size).toBeGreaterThan(0);
  });
});

describe('labels of points', () => {
  const points = Array.from({ length: 40 }, (_, index) => ({
    x: 20 + ((index * 97) % 560),
    y: 20 + ((index * 53) % 260),
    text: `model ${index}`,
  }));

  it('stay in the chart and do not overlap', () => {
    const labels = placeLabels(points, 8, 600, 300);
    const placed = labels.flatMap((label, index) => (label ? [{ ...label, text: points[index]!.text }] : []));
    expect(placed.length).toBeGreaterThan(20);
    const span = ({ x, align, text }: (typeof placed)[number]) => {
      const width = 6 * text.length;
      return align === 'left' ? [x, x + width] : [x - width, x];
    };
    for (const [index, one] of placed.entries()) {
      const [left, right] = span(one) as [number, number];
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(600);
      for (const other of placed.slice(index + 1)) {
        const [from, to] = span(other) as [number, number];
        expect(Math.abs(one.y - other.y) >= 12 || from >= right || to <= left).toBe(true);
      }
    }
  });

  it('are left out if there is no room', () => {
    const heap = Array.from({ length: 30 }, () => ({ x: 50, y: 50, text: 'a long name of a model' }));
    expect(placeLabels(heap, 8, 100, 100).every((label) => label === null)).toBe(true);
  });
});

describe('the colours of models', () => {
  const papers = { light: '#ffffff', dark: '#12171d' };
  const blocks = STYLE.split('@media');

  it.each(['light', 'dark'] as const)(
    'have enough contrast with %s paper and with the rank in them',
    (scheme) => {
      const block = blocks[scheme === 'light' ? 0 : 1]!;
      const colours = [...block.matchAll(/--m\d+: (#[0-9a-f]{6})/g)].map((match) => match[1]!);
      expect(new Set(colours).size).toBe(12);
      for (const colour of colours) expect(contrast(colour, papers[scheme])).toBeGreaterThanOrEqual(4.5);
    },
  );
});

/** Contrast of two colours as WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5]
      .map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
