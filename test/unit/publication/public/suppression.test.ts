import { describe, expect, test } from 'vitest';
import {
  type Figure,
  type Figures,
  figureKey,
  type Subject,
} from '../../../../shared/publication/public/figures.ts';
import { changedUnits, suppress } from '../../../../shared/publication/public/suppression.ts';

/** Votes by clinician, model and specialty: `{ aster: { cardiology: [0, 1, 2] } }` lists the clinicians with a vote. */
type Votes = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

const votes: Subject = 'votes';

function figuresFrom(table: Votes): Figures {
  const counts = new Map<string, { model: string | null; specialty: string | null; by: number[] }>();
  for (const [model, row] of Object.entries(table))
    for (const [specialty, clinicians] of Object.entries(row))
      for (const place of [
        [model, specialty],
        [model, null],
        [null, specialty],
        [null, null],
      ] as const) {
        const key = figureKey(place[0], place[1], votes);
        const known = counts.get(key) ?? { model: place[0], specialty: place[1], by: [] };
        known.by.push(...clinicians);
        counts.set(key, known);
      }
  return new Map(
    [...counts].map(([key, { model, specialty, by }]): [string, Figure] => {
      const units = [...new Set(by)].sort((a, b) => a - b);
      const parts = units.map((unit) => by.filter((one) => one === unit).length);
      return [
        key,
        {
          ...{ model, specialty, subject: votes, units },
          digests: units.map((unit, index) => unit * 100 + parts[index]!),
          total: by.length,
          largest: Math.max(...parts),
        },
      ];
    }),
  );
}

const shownOf = (figures: Figures) => new Map([...figures].map(([key, { digests }]) => [key, digests]));
const of = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const NOTHING = new Map();

describe('a figure of a public edition', () => {
  const table = {
    aster: { cardiology: of(0, 10), paediatrics: of(0, 3), surgery: of(0, 8) },
    borage: { cardiology: of(0, 10), paediatrics: of(0, 10), surgery: of(0, 9) },
    clover: { cardiology: of(0, 12), paediatrics: of(0, 11), surgery: of(0, 12) },
  };
  const { showing, withheld } = suppress(figuresFrom(table), NOTHING, 5);

  test('is hidden if fewer clinicians than the limit are behind it', () => {
    expect(showing('aster', 'paediatrics', votes)).toBe('hidden');
  });

  test('is hidden with the smallest other figure of its model and of its specialty, because sums would reveal it', () => {
    expect(showing('aster', 'surgery', votes)).toBe('hidden');
    expect(showing('borage', 'paediatrics', votes)).toBe('hidden');
    expect(showing('borage', 'surgery', votes)).toBe('hidden');
    expect([...withheld.values()]).toEqual(Array(4).fill('hidden'));
  });

  test('is fresh in every other place', () => {
    expect(showing('clover', 'paediatrics', votes)).toBe('fresh');
    expect(showing('aster', null, votes)).toBe('fresh');
    expect(showing(null, null, votes)).toBe('fresh');
  });

  test('is hidden if one clinician gave more than half of it', () => {
    const mostlyOne = figuresFrom({
      aster: { cardiology: [...of(0, 6), ...Array(9).fill(0)], surgery: of(0, 30) },
      borage: { cardiology: of(0, 30), surgery: of(0, 30) },
    });
    expect(suppress(mostlyOne, NOTHING, 5).showing('aster', 'cardiology', votes)).toBe('hidden');
    expect(suppress(mostlyOne, NOTHING, 1).withheld.size).toBe(0);
  });

  test('hides no name that enough clinicians used', () => {
    const named = new Map(
      [...figuresFrom(table)].map(([, figure]) => [
        figureKey(figure.model, figure.specialty, 'seen'),
        { ...figure, subject: 'seen' as const },
      ]),
    );
    const rare = { model: 'dill', specialty: null, subject: 'seen' as const, units: [1], digests: [1] };
    named.set(figureKey('dill', null, 'seen'), { ...rare, total: 1, largest: 1 });
    const names = suppress(named, NOTHING, 5);
    expect(names.showing('dill', null, 'seen')).toBe('hidden');
    for (const model of Object.keys(table)) expect(names.showing(model, null, 'seen')).toBe('fresh');
    for (const specialty of Object.keys(table.aster))
      expect(names.showing(null, specialty, 'seen')).toBe('fresh');
  });

  test('is never the only hidden one of a line, in any table', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const figures = figuresFrom(scattered(seed));
      const { withheld: hidden } = suppress(figures, NOTHING, 5);
      for (const line of linesIn(figures)) {
        const found = line.filter((key) => hidden.has(key));
        const behind = new Set(found.flatMap((key) => [...figures.get(key)!.units]));
        const all = found.length === line.length;
        expect(found.length === 0 || all || (found.length >= 2 && behind.size >= 5)).toBe(true);
      }
    }
  });
});

/** A sparse table, as in studies with many specialties. */
function scattered(seed: number): Votes {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
  const row = () =>
    Object.fromEntries(
      Array.from({ length: 5 }, (_, place) => [`s${place}`, of(0, below(20)).map(() => below(25))]),
    );
  return Object.fromEntries(Array.from({ length: 4 }, (_, model) => [`m${model}`, row()]));
}

function linesIn(figures: Figures): string[][] {
  const keys = [...figures.keys()];
  const lines = new Map<string, string[]>();
  const put = (line: string, key: string) => lines.set(line, [...(lines.get(line) ?? []), key]);
  for (const key of keys) {
    const { model, specialty } = figures.get(key)!;
    if (model !== null) put(`model ${model}`, key);
    if (specialty !== null) put(`specialty ${specialty}`, key);
  }
  return [...lines.values()];
}

describe('between two public editions, a figure', () => {
  const before = {
    aster: { cardiology: of(0, 20), surgery: of(0, 20) },
    borage: { cardiology: of(0, 20), surgery: of(0, 20) },
  };
  const shown = shownOf(figuresFrom(before));

  test('stays as it was if fewer clinicians than the limit changed it', () => {
    const now = figuresFrom({ ...before, aster: { cardiology: of(0, 22), surgery: of(0, 20) } });
    const { showing } = suppress(now, shown, 5);
    expect(showing('aster', 'cardiology', votes)).toBe('held');
    expect(showing('aster', null, votes)).toBe('held');
    expect(showing('borage', 'cardiology', votes)).toBe('fresh');
  });

  test('moves if as many clinicians as the limit changed it', () => {
    const now = figuresFrom({ ...before, aster: { cardiology: of(0, 25), surgery: of(0, 20) } });
    expect(suppress(now, shown, 5).withheld.size).toBe(0);
  });

  test('stays with another changed one of its model, because the sum would reveal the change', () => {
    const now = figuresFrom({
      aster: { cardiology: of(0, 21), surgery: of(0, 29) },
      borage: { cardiology: of(0, 30), surgery: of(0, 30) },
    });
    const { showing } = suppress(now, shown, 5);
    expect(showing('aster', 'cardiology', votes)).toBe('held');
    expect(showing('aster', 'surgery', votes)).toBe('held');
    expect(showing('aster', null, votes)).toBe('fresh');
  });
});

test.each([
  { before: [1, 2, 3], now: [1, 2, 3], changed: 0, what: 'nothing changed' },
  { before: [1, 2, 3], now: [1, 2, 3, 3], changed: 1, what: 'a clinician with the same part joined' },
  { before: [1, 2, 3], now: [1, 4, 3], changed: 1, what: 'a clinician changed' },
  { before: [1, 2, 3], now: [], changed: 3, what: 'all left' },
  {
    before: [1, 2],
    now: [2, 1],
    changed: 0,
    what: 'two clinicians exchanged their parts, which changes no figure',
  },
])('the digests show that at least $changed clinicians differ: $what', ({ before, now, changed }) => {
  expect(changedUnits(before, now)).toBe(changed);
});
