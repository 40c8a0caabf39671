import { expect, test } from 'vitest';
import { comparableFigures } from '../../../../shared/publication/public/comparable-figures.ts';
import { figuresOf, unitFigures } from '../../../../shared/publication/public/figures.ts';
import { emptyState, packedFigures } from '../../../../shared/publication/public/public-state.ts';
import { SETTINGS } from '../../../support/arbitrary-events.ts';

const figuresNamed = (model: string) => {
  const names = { models: (name: string) => (name === 'aster' ? model : name), specialties: String };
  const units = Array.from({ length: 8 }, () => {
    const unit = unitFigures(SETTINGS.criteria, names);
    unit.add({ specialty: 'cardiology', x: 'aster', y: 'borage' }, new Map([['w1', 1]]));
    return unit;
  });
  return figuresOf(units.map(({ parts }) => parts));
};

test('figures that cannot be counted again under their old names are all unsettled after a change of the aliases', () => {
  const before = figuresNamed('aster');
  const digests = [...before].map(([key, figure]) => [key, figure.digests] as const);
  const state = {
    ...emptyState('demo'),
    basis: 'groups',
    aliases: {},
    figures: packedFigures(new Map(digests)),
  };
  const after = figuresNamed('Aster');
  const protocol = { aliases: { models: { Aster: ['aster'] } }, suppressBelow: 5 };
  const { shown, unsettled, changed } = comparableFigures(
    state,
    { figures: after, basis: 'groups' },
    protocol,
  );
  expect(changed).toBe(0);
  expect([...after.keys()].filter((key) => !unsettled.has(key) || !shown.has(key))).toEqual([]);

  const same = comparableFigures(state, { figures: before, basis: 'groups' }, { suppressBelow: 5 });
  expect(same.unsettled.size).toBe(0);
});
