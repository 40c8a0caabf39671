import { expect, test } from 'vitest';
import { protocol } from '../../../../shared/contracts/protocol.ts';
import { slots } from '../../../../shared/ledger/cells/index.ts';
import { settingsOf } from '../../../../shared/ledger/settings.ts';
import { figureKey, figuresOf, unitFigures } from '../../../../shared/publication/public/figures.ts';

const { criteria } = settingsOf(protocol.parse({}), 'fingerprint');
const AS_WRITTEN = { models: (name: string) => name, specialties: (name: string) => name };
const cell = { specialty: 'cardiology', x: 'aster', y: 'borage' };
const WIN = slots.WIN_SLOTS.x.first;
const accuracy = criteria.find(({ id }) => id === 'accuracy')!.code;

function unit(...additions: readonly (readonly [typeof cell, Record<string, number>])[]) {
  const one = unitFigures(criteria, AS_WRITTEN);
  for (const [place, counts] of additions) one.add(place, new Map(Object.entries(counts)));
  return one.parts;
}

test('a vote counts for both models, in the specialty and over all, and for the study', () => {
  const figures = figuresOf([unit([cell, { [WIN]: 1 }]), unit([cell, { [WIN]: 2, [slots.TIE]: 1 }])]);
  for (const place of [
    ['aster', 'cardiology'],
    ['borage', 'cardiology'],
    ['aster', null],
  ] as const)
    expect(figures.get(figureKey(place[0], place[1], 'votes'))).toMatchObject({
      units: Uint32Array.of(0, 1),
      total: 4,
      largest: 3,
    });
  expect(figures.get(figureKey(null, null, 'votes'))).toMatchObject({
    units: Uint32Array.of(0, 1),
    total: 8,
  });
  expect(figures.get(figureKey(null, null, 'position'))).toMatchObject({
    units: Uint32Array.of(0, 1),
    total: 3,
  });
});

test('a score counts for its model and criterion only', () => {
  const figures = figuresOf([unit([cell, { [slots.scoreSlot('y', -2, accuracy)]: 1 }])]);
  expect(figures.get(figureKey('borage', 'cardiology', 'score:accuracy'))).toMatchObject({ total: 1 });
  expect(figures.has(figureKey('aster', 'cardiology', 'score:accuracy'))).toBe(false);
  expect(figures.has(figureKey('borage', 'cardiology', 'votes'))).toBe(false);
});

test('the digest of a clinician does not depend on the order of the judgments', () => {
  const other = { ...cell, specialty: 'surgery' };
  const one = figuresOf([
    unit([cell, { [WIN]: 1 }], [other, { [slots.TIE]: 1 }], [cell, { [slots.TIE]: 1 }]),
  ]);
  const two = figuresOf([unit([cell, { [slots.TIE]: 1, [WIN]: 1 }], [other, { [slots.TIE]: 1 }])]);
  expect(one).toEqual(two);
});

test('the digest changes if the outcome of a vote changes', () => {
  const digestOf = (counts: Record<string, number>) =>
    figuresOf([unit([cell, counts])]).get(figureKey('aster', 'cardiology', 'votes'))!.digests;
  expect(digestOf({ [WIN]: 1 })).not.toEqual(digestOf({ [slots.WIN_SLOTS.y.first]: 1 }));
});

test('a vote without ratings changes the rates that weigh its outcome, and is not behind them', () => {
  const rated = { [slots.scoreSlot('x', 1, accuracy)]: 1, [slots.compositeSlot('x', 'tied', 1)]: 1 };
  const one = figuresOf([unit([cell, rated])]);
  const two = figuresOf([unit([cell, rated]), unit([cell, { [slots.TIE]: 1 }])]);
  for (const key of [
    figureKey('aster', 'cardiology', 'score:accuracy'),
    figureKey('aster', null, 'score:composite'),
    figureKey(null, null, 'outcome:tied'),
  ]) {
    expect(two.get(key)).toMatchObject({ units: Uint32Array.of(0), total: one.get(key)!.total });
    expect(two.get(key)!.digests).not.toEqual(one.get(key)!.digests);
  }
  expect(two.has(figureKey('borage', null, 'score:accuracy'))).toBe(false);
  expect(two.get(figureKey(null, null, 'outcome:tied'))!.digests).toHaveLength(2);
});

test('an incomplete rating changes the coverage of its outcome', () => {
  const complete = { [slots.compositeSlot('x', 'bothBad', 1)]: 1 };
  const of = (...units: ReturnType<typeof unit>[]) =>
    figuresOf([unit([cell, complete]), ...units]).get(figureKey(null, null, 'outcome:bothBad'))!;
  expect(of(unit([cell, { [slots.incompleteSlot('y')]: 1 }])).digests).not.toEqual(of().digests);
});

test('a vote on two spellings of one model counts in no figure of votes', () => {
  const one = unitFigures(criteria, { ...AS_WRITTEN, models: () => 'aster' });
  one.add(cell, new Map([[WIN, 1]]));
  expect(figuresOf([one.parts]).has(figureKey('aster', null, 'votes'))).toBe(false);
});
