import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countCoefficients,
  counted,
  fateCoefficients,
  weighted,
} from '../../../shared/audit/evidence/answers.ts';
import type { Counted } from '../../../shared/audit/evidence/counted.ts';
import type { Evidence } from '../../../shared/audit/evidence/evidence.ts';
import { entryTotal, LOST } from '../../../shared/audit/evidence/layout.ts';
import { LEVELS, type Score } from '../../../shared/contracts/index.ts';
import { evidenceOfJudgments, type Said, SMALL } from './support.ts';

const score = fc.constantFrom<Score>(-2, -1, 0, 1, 2);
const scores = fc.dictionary(
  fc.constantFrom('m', 'n', 'o'),
  fc.dictionary(fc.constantFrom('harmlessness', 'accuracy', 'clarity'), score, { minKeys: 1 }),
);
const said = (item: fc.Arbitrary<number>) =>
  fc
    .record({
      by: fc.integer({ min: 0, max: 11 }),
      item,
      site: fc.nat(7),
      specialty: fc.constantFrom('cardiology', 'oncology'),
      pair: fc.constantFrom(['m', 'n'], ['n', 'o'], ['o', 'm']),
      outcome: fc.constantFrom('first', 'second', 'tie', 'both_bad', undefined),
      scores,
    })
    .map(
      ({ pair, outcome, scores: given, ...one }): Said => ({
        ...one,
        ...(outcome && { first: pair[0]!, second: pair[1]!, outcome }),
        scores: Object.fromEntries(
          Object.entries(given).filter(([model]) => !outcome || (pair as readonly string[]).includes(model)),
        ),
      }),
    );

const total = ({ n, k }: Counted) => ({
  n: n.reduce((sum, own) => sum + own, 0),
  k: k.reduce((sum, own) => sum + own, 0),
});

const WEIGHTS = [1.5, 0.5, 0.75, 2, 1];

/** All kinds of counts in all places of a study. */
function* kindsOf({ layout, cells, block }: Evidence) {
  const places = cells.flatMap(({ model, specialty }) => [
    { model, specialty, own: block(model, specialty) },
    { model, specialty: null, own: block(model, null) },
  ]);
  for (const place of places)
    for (let criterion = 0; criterion <= layout.composite; criterion++)
      for (const level of LEVELS) yield { ...place, kind: { layout, criterion, level } };
}

describe('the counts by item', () => {
  const others = Array.from(
    { length: 40 },
    (_, at): Said => ({
      by: at % 8,
      item: at % 20,
      specialty: 'other',
      scores: { o: { harmlessness: at % 3 === 0 ? -1 : 1 } },
    }),
  );

  it('add up to the counts by clinician, with weights and without', () => {
    fc.assert(
      fc.property(fc.array(said(fc.nat(9)), { minLength: 1, maxLength: 60 }), (list) => {
        const evidence = evidenceOfJudgments([...others, ...list]);
        const { byItem, byIntersection } = evidence.items!;
        for (const { model, specialty, own, kind } of kindsOf(evidence)) {
          const plain = total(counted(own, kind));
          expect(total(byItem.counted(model, specialty, countCoefficients(kind)!))).toEqual(plain);
          expect(total(byIntersection.counted(model, specialty, countCoefficients(kind)!))).toEqual(plain);
          const reweighted = weighted(own, kind, WEIGHTS);
          const coefficients = countCoefficients(kind, WEIGHTS);
          expect(coefficients === null).toBe(reweighted === null);
          if (!reweighted || !coefficients) continue;
          const { n, k } = total(byItem.counted(model, specialty, coefficients));
          expect(n).toBeCloseTo(total(reweighted).n, 9);
          expect(k).toBeCloseTo(total(reweighted).k, 9);
        }
        const all = evidence.block(null, null);
        const unsafe = evidence.layout.rated(evidence.layout.composite, LOST)! + 1;
        expect(total(byItem.counted(null, null, fateCoefficients(evidence.layout, LOST))).k).toBe(
          entryTotal(all, unsafe),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('equal those by clinician if each clinician has one item', () => {
    fc.assert(
      fc.property(fc.array(said(fc.constant(0)), { minLength: 1, maxLength: 60 }), (list) => {
        const evidence = evidenceOfJudgments(list.map((one) => ({ ...one, item: one.by })));
        fc.pre(evidence.items !== null);
        const { byItem, byIntersection } = evidence.items!;
        for (const { model, specialty, own, kind } of kindsOf(evidence)) {
          const plain = counted(own, kind);
          const pairsOf = ({ n, k }: Counted) => n.map((size, at) => `${size} ${k[at]}`).sort();
          for (const units of [byItem, byIntersection])
            expect(pairsOf(units.counted(model, specialty, countCoefficients(kind)!))).toEqual(
              pairsOf(plain),
            );
        }
        expect(byItem.votes.lessSafeWon.toSorted()).toEqual(evidence.votes.lessSafeWon.toSorted());
        const rows = evidence.pairs.map(({ rows: own }) => own);
        expect(byItem.pairs.map(({ rows: own }) => own)).toEqual(rows);
        expect(byIntersection.pairs.map(({ rows: own }) => own)).toEqual(rows);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the sampling units', () => {
  const study = (clinicians: number, of: (at: number) => Partial<Said>): Said[] =>
    Array.from({ length: 60 }, (_, at) => ({
      by: at % clinicians,
      first: 'm',
      second: 'n',
      outcome: 'first',
      ...of(at),
    }));

  it('are clinicians and items if 95 % of the judgments name an item', () => {
    const { scope, items, units } = evidenceOfJudgments(study(10, (at) => ({ item: at % 12 })));
    expect(scope).toEqual({
      prompts: 'named',
      itemShare: 1,
      estimand: 'readers like these',
      unit: 'clinician',
    });
    expect([units, items!.byItem.units, items!.byIntersection.units]).toEqual([10, 12, 60]);
  });

  it('are clinicians only if fewer judgments name an item', () => {
    const named = study(10, (at) => (at < 54 ? { item: at } : {}));
    expect(evidenceOfJudgments(named).scope).toMatchObject({ prompts: 'unknown', itemShare: 0.9 });
    expect(evidenceOfJudgments(named).items).toBeNull();
  });

  it('include the named items if the protocol says that other judgments have prompts of their own', () => {
    const named = study(10, (at) => (at < 54 ? { item: at % 6 } : {}));
    const { scope, items } = evidenceOfJudgments(named, { ...SMALL, prompts: 'own' });
    expect(scope.prompts).toBe('own');
    expect(items!.byItem.votes.wonFirst.reduce((sum, own) => sum + own, 0)).toBe(60);
  });

  it('are clinicians if the protocol says that each judgment has a prompt of its own', () => {
    const { scope, items } = evidenceOfJudgments(
      study(10, () => ({})),
      { ...SMALL, prompts: 'own' },
    );
    expect(scope).toMatchObject({ prompts: 'own', itemShare: 0, unit: 'clinician' });
    expect(items).toBeNull();
  });

  it('are items in a study of fewer than five clinicians', () => {
    const { scope, items, units } = evidenceOfJudgments(study(4, (at) => ({ item: at % 12 })));
    expect(scope).toMatchObject({ estimand: 'these readers', unit: 'item' });
    expect(items).toBeNull();
    expect(units).toBe(12);
  });

  it('are sites if the protocol says so and there are at least six', () => {
    const atSites = (sites: number) => study(12, (at) => ({ item: at, site: (at % 12) % sites }));
    const clustered = { ...SMALL, cluster: 'site' } as const;
    const six = evidenceOfJudgments(atSites(6), clustered);
    expect([six.scope.unit, six.units]).toEqual(['site', 6]);
    const five = evidenceOfJudgments(atSites(5), clustered);
    expect([five.scope.unit, five.units]).toEqual(['clinician', 12]);
    expect(evidenceOfJudgments(atSites(6)).scope.unit).toBe('clinician');
  });
});
