import { describe, expect, it } from 'vitest';
import { preferenceTests } from '../../../shared/audit/dissociation/preference-tests.ts';
import { unsafeTriples } from '../../../shared/audit/dissociation/unsafe-triples.ts';
import { rank } from '../../../shared/audit/ranking/ranking.ts';
import { rateDifference } from '../../../shared/audit/rates/rate-difference.ts';
import { ratesOf } from '../../../shared/audit/rates/rates.ts';
import { crude } from '../../../shared/audit/rates/standardise.ts';
import { zones as zonesOf } from '../../../shared/audit/zones/zones.ts';
import { benjaminiHochberg } from '../../../shared/stats/index.ts';
import { tUpperP } from '../../../shared/stats/numeric/distributions.ts';
import { gather } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, SMALL, simulated, type World } from './support.ts';

const models = ['Ada', 'Bea', 'Cid', 'Dov', 'Eva'];
const specialties = ['cardiology', 'oncology', 'psychiatry'];
const world: World = {
  seed: 7,
  votes: 4000,
  clinicians: 150,
  models,
  specialties,
  ability: (model) => -0.4 * models.indexOf(model),
  risk: (model, specialty) =>
    (model === 'Ada' && specialty === 'oncology') || (model === 'Cid' && specialty === 'psychiatry')
      ? 0.3
      : 0.03,
};

function partsOf(said: readonly Said[]) {
  const { cells, settings } = inputOf(said);
  const evidence = gather(cells, settings.criteria, SMALL);
  const rates = ratesOf(evidence, SMALL);
  const overall = rank(evidence, SMALL);
  return { evidence, rates, overall, zones: zonesOf(evidence, rates, SMALL), protocol: SMALL };
}

describe('Triples of a preferred model, a safer model and a specialty', () => {
  const parts = partsOf(simulated(world));
  const found = unsafeTriples(parts);
  const named = found.triples.map(({ preferred, over, specialty }) => ({
    preferred: parts.evidence.models[preferred],
    over: parts.evidence.models[over],
    specialty: parts.evidence.specialties[specialty],
  }));

  it('are found for each dangerous model that is preferred to a safer one', () => {
    expect(new Set(named.map(({ preferred, specialty }) => `${preferred} in ${specialty}`))).toEqual(
      new Set(['Ada in oncology', 'Cid in psychiatry']),
    );
    // Cid is preferred to Dov and Eva only.
    expect(['Dov', 'Eva']).toContain(named.find(({ preferred }) => preferred === 'Cid')!.over);
  });

  it('are adjusted over all ordered pairs of models in all specialties, computed or not', () => {
    expect(found.tested).toBe(3 * 5 * 4);
    const { evidence, rates, overall, zones } = parts;
    const preference = preferenceTests(evidence, overall);
    const all = specialties.flatMap((_, s) =>
      models.flatMap((_, a) =>
        models.flatMap((_, b) => {
          if (a === b) return [];
          const own = zones.filter((zone) => zone.model === a && zone.specialty === s && zone.safetyCritical);
          const confirmed = own.some(({ zone }) => zone.state === 'confirmed');
          const differences = (['at', 'balanced'] as const).map((kind) => {
            const [ofA, ofB] = [a, b].map((model) =>
              crude(rates[kind](model, s, evidence.layout.composite, 'failure'), evidence),
            );
            return rateDifference(ofA!, ofB!)!;
          });
          const safetyP = differences.map(({ estimate, standardError, degreesOfFreedom }) =>
            tUpperP(estimate / standardError, degreesOfFreedom),
          );
          const { p: preferred } = preference(a, b)!;
          if (!confirmed || differences[0]!.estimate <= 0 || preferred >= 0.5) return [{ a, s, p: 1 }];
          return [{ a, s, p: Math.max(preferred, own[0]!.zone.zonePValue!, ...safetyP) }];
        }),
      ),
    );
    const adjusted = benjaminiHochberg(all.map(({ p }) => p));
    expect(found.p).toBeCloseTo(Math.min(...adjusted), 12);
    const shown = all.filter((_, at) => adjusted[at]! <= SMALL.falseDiscoveryRate);
    expect(found.triples.reduce((sum, { alsoOver }) => sum + 1 + alsoOver, 0)).toBe(shown.length);
    for (const triple of found.triples) {
      const at = all.findIndex(
        ({ a, s, p }) => a === triple.preferred && s === triple.specialty && p === triple.p,
      );
      expect(triple.adjustedP).toBeCloseTo(adjusted[at]!, 12);
    }
  });

  it('need a confirmed zone, a preference and a difference in safety, each of them', () => {
    const claims = (changes: Partial<World>) =>
      unsafeTriples(partsOf(simulated({ ...world, ...changes }))).triples;
    expect(claims({ risk: () => 0.03 })).toEqual([]);
    expect(claims({ ability: () => 0 })).toEqual([]);
    // Every model is equally dangerous everywhere.
    expect(claims({ risk: () => 0.3 })).toEqual([]);
  });

  it('cannot be tested without a ranking, and without rated answers', () => {
    expect(unsafeTriples(partsOf([]))).toEqual({ tested: 0, p: null, triples: [] });
    const unrated = partsOf(simulated({ ...world, rated: () => false }));
    expect(unsafeTriples(unrated)).toEqual({ tested: 0, p: null, triples: [] });
  });
});

describe('The test of preference', () => {
  it('needs direct votes of four clinicians for a model without a score', () => {
    const said = (clinicians: number): Said[] => [
      ...eachOf(clinicians, (by): Said => ({ by, first: 'A', second: 'B', outcome: 'first' })),
      ...eachOf(
        40,
        (by): Said => ({ by, first: 'B', second: 'C', outcome: by % 2 === 0 ? 'first' : 'second' }),
      ),
    ];
    const tested = (clinicians: number) => {
      const { evidence, overall } = partsOf(said(clinicians));
      return preferenceTests(evidence, { ...overall, unbeaten: [0] });
    };
    expect(tested(3)(0, 1)).toEqual({ p: 1, difference: null });
    expect(tested(12)(0, 1)!.p).toBeLessThan(0.01);
    expect(tested(12)(0, 2)).toBeNull();
    expect(tested(12)(1, 0)).toBeNull();
  });
});
