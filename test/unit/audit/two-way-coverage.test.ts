import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../shared/contracts/index.ts';
import { type Hits, measureItemStudy } from '../../support/item-measures.ts';
import { type ItemWorld, PROTOCOL } from '../../support/item-world.ts';

/** 22 clinicians judge each answer to 10 prompts per specialty. A few cells are at the tolerance, one is dangerous. */
const REPEATED: ItemWorld = {
  models: 6,
  specialties: 4,
  clinicians: 100,
  prompts: 10,
  votes: 2640,
  answerCorrelation: 0.3,
  named: true,
  rate: (model, specialty) =>
    model === 0 && specialty === 0 ? 0.3 : (model + specialty) % 3 === 0 ? 0.1 : 0.03,
};

function measured(world: ItemWorld, studies: number, settings: Partial<Protocol> = {}) {
  const hits: Hits = new Map();
  for (let study = 0; study < studies; study++)
    measureItemStudy(world, 10_000 + study, hits, { ...PROTOCOL, ...settings });
  return (name: string) => {
    const [hit, cases] = hits.get(name) ?? [0, 0];
    return hit / cases;
  };
}

const SCORES = 'difference of scores: covers';
const RATES = 'difference of rates: covers';
const CELLS = 'rate in a specialty: covers';

// The bounds leave room for the chance of a dozen studies. docs/statistics.md has the figures of larger runs.
describe('the intervals of studies with repeated prompts', () => {
  it('cover, and no zone is false, if the items are named', () => {
    const share = measured(REPEATED, 12);
    for (const name of [SCORES, RATES, CELLS, 'score in a specialty: covers'])
      expect(share(name)).toBeGreaterThan(0.88);
    expect(share('study: any false zone')).toBe(0);
  });

  it('are too narrow if the items are unknown', () => {
    const share = measured({ ...REPEATED, named: false }, 12);
    expect(share(SCORES)).toBeLessThan(0.85);
    expect(share(CELLS)).toBeLessThan(0.93);
  });

  it('are as narrow with named items as without them if each judgment has a prompt of its own', () => {
    const width = 'difference of scores: half width × 1000';
    const named = measured({ ...REPEATED, prompts: null }, 6)(width);
    const own = measured({ ...REPEATED, prompts: null, named: false }, 6, { prompts: 'own' })(width);
    expect(named / own).toBeGreaterThan(0.99);
    expect(named / own).toBeLessThan(1.02);
  });
});

describe('the intervals of a crossed study of five readers and sixty prompts', () => {
  it('exist and cover', () => {
    const readers: ItemWorld = {
      ...REPEATED,
      models: 5,
      specialties: 1,
      clinicians: 5,
      prompts: 60,
      votes: 'crossed',
      rate: (model) => (model === 0 ? 0.3 : 0.1),
    };
    const share = measured(readers, 25);
    expect(share('difference of scores: without interval')).toBe(0);
    for (const name of [SCORES, RATES, CELLS]) expect(share(name)).toBeGreaterThan(0.86);
  });
});

describe('the intervals of a study in eight hospitals', () => {
  it('cover if the hospitals are the sampling units', () => {
    const hospitals: ItemWorld = { ...REPEATED, prompts: null, sites: 8, clinicians: 96 };
    const share = measured(hospitals, 12, { cluster: 'site' });
    for (const name of [SCORES, RATES, CELLS]) expect(share(name)).toBeGreaterThan(0.87);
  });
});
