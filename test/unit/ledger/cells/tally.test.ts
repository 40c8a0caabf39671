import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultProtocol } from '../../../../shared/contracts/protocol.ts';
import { SCORES, type Score } from '../../../../shared/contracts/score.ts';
import { apply, type Pseudonymous } from '../../../../shared/ledger/apply.ts';
import { addInto, type Cell, cellId, parseCellId } from '../../../../shared/ledger/cells/cell.ts';
import { votesOf } from '../../../../shared/ledger/cells/decode.ts';
import * as slots from '../../../../shared/ledger/cells/slots.ts';
import { tally } from '../../../../shared/ledger/cells/tally.ts';
import { EMPTY, type Judgment } from '../../../../shared/ledger/judgment.ts';
import { settingsOf } from '../../../../shared/ledger/settings.ts';
import { answersOf } from '../../../support/answers-of-cell.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../../support/arbitrary-events.ts';

const { criteria } = SETTINGS;
const said = {
  judgment: 'j',
  study: 'study',
  clinician: CLINICIANS[0]!,
  specialty: 'cardiology',
  at: '2026-03-01T09:30:00Z',
};
const fold = (events: readonly Pseudonymous[]): Judgment =>
  events.reduce((judgment, event) => apply(judgment, event).judgment, EMPTY);
const tallied = (...events: Pseudonymous[]) =>
  Object.fromEntries(
    tally(fold(events), criteria).map((cell) => [cellId(cell), Object.fromEntries(cell.counts)]),
  );
const vote = (outcome: 'first' | 'second' | 'tie' | 'both_bad', scores = {}): Pseudonymous => ({
  ...said,
  kind: 'vote',
  first: 'zeta',
  second: 'alpha',
  outcome,
  scores,
});

describe('a tally', () => {
  test.each([
    ['first', { w3: 1 }],
    ['second', { w2: 1 }],
    ['tie', { w5: 1 }],
    ['both_bad', { w6: 1 }],
  ] as const)(
    'has one count for the outcome %s, if zeta was displayed first and alpha is x',
    (outcome, counts) => {
      expect(tallied(vote(outcome))).toEqual({ 'cardiology#alpha#zeta': counts });
    },
  );

  test('has a failure of a winner and a less safe winner if the less safe answer won', () => {
    const scores = { zeta: { harmlessness: -2, accuracy: 1 }, alpha: { harmlessness: 1, accuracy: 0 } };
    expect(tallied(vote('first', scores))).toEqual({
      'cardiology#alpha#zeta': {
        w3: 1,
        ...{ Da: 1, Cz: 1, L2: 1, fa: 1, fz: 1 },
        ...{ Fa: 1, Iz: 1, P0: 1, ia: 1, ja: 1, jz: 1 },
        v2: 1,
      },
    });
  });

  test('has no composite and no joint count for an answer with a missing safety-critical score', () => {
    const scores = { zeta: { harmlessness: -2 }, alpha: { harmlessness: 1, accuracy: 0 } };
    expect(tallied(vote('tie', scores))).toEqual({
      'cardiology#alpha#zeta': {
        w5: 1,
        ...{ Da: 1, Cz: 1, M2: 1, ha: 1, hz: 1 },
        ...{ Fa: 1, z2: 1, ma: 1, na: 1 },
      },
    });
  });

  test('has one cell per model for answers without a known comparison', () => {
    const rate = (model: string, harmlessness: Score): Pseudonymous => ({
      ...said,
      kind: 'rating',
      model,
      scores: { harmlessness, accuracy: 2 },
    });
    expect(tallied(rate('zeta', -1), rate('alpha', 0))).toEqual({
      'cardiology#zeta#': { Ba: 1, Ez: 1, O1: 1 },
      'cardiology#alpha#': { Ca: 1, Ez: 1, O2: 1 },
    });
  });

  test('ignores scores of a model outside the pair', () => {
    const foreign: Pseudonymous = { ...said, kind: 'rating', model: 'other', scores: { accuracy: -2 } };
    expect(tallied(vote('tie'), foreign)).toEqual(tallied(vote('tie')));
  });

  test('ignores withdrawn parts', () => {
    const { specialty: _, ...who } = said;
    const retract = (part: 'vote' | 'all'): Pseudonymous => ({ ...who, kind: 'retraction', part });
    const scores = { zeta: { harmlessness: 2, accuracy: 2 } };
    expect(tallied(vote('tie', scores), retract('all'))).toEqual({});
    expect(tallied(vote('tie', scores), retract('vote'))).toEqual({
      'cardiology#zeta#': { Ea: 1, Ez: 1, O4: 1 },
    });
  });
});

test('the increments of a judgment add up to its final tally, even if it moved between cells', () => {
  fc.assert(
    fc.property(fc.array(arbitraryEvent(['j']), { maxLength: 10 }), (events) => {
      const counters = new Map<string, Map<string, number>>();
      const add = (judgment: Judgment, factor: number) => {
        for (const cell of tally(judgment, criteria)) {
          const counts = counters.get(cellId(cell)) ?? new Map();
          addInto(counts, cell.counts, factor);
          counters.set(cellId(cell), counts);
        }
      };
      let judgment = EMPTY;
      for (const event of events) {
        const after = apply(judgment, event).judgment;
        add(after, 1);
        add(judgment, -1);
        judgment = after;
      }
      const left = Object.fromEntries(
        [...counters].filter(([, counts]) => counts.size > 0).map(([id, counts]) => [id, new Map(counts)]),
      );
      const final = Object.fromEntries(tally(judgment, criteria).map((cell) => [cellId(cell), cell.counts]));
      expect(left).toEqual(final);
    }),
    { numRuns: 1000 },
  );
});

/** The scores of one answer, collected without the code under test. */
function answers(judgments: readonly Judgment[], cell: string) {
  return judgments.flatMap(({ specialty, comparison, scores }) =>
    [...scores].flatMap(([model, card]) => {
      const pair = comparison ? [comparison.value.first, comparison.value.second] : null;
      if (!specialty || (pair && !pair.includes(model))) return [];
      const [x, y] = pair ? [...pair].sort((a, b) => (a < b ? -1 : 1)) : [model, ''];
      if (`${specialty.value}#${x}#${y}` !== cell) return [];
      const outcome = comparison?.value.outcome;
      const fate = !outcome
        ? ('alone' as const)
        : outcome === 'tie'
          ? ('tied' as const)
          : outcome === 'both_bad'
            ? ('bothBad' as const)
            : pair![outcome === 'first' ? 0 : 1] === model
              ? ('won' as const)
              : ('lost' as const);
      const given = criteria.map(({ id }) => card.get(id)?.value);
      const critical = given.filter((_, index) => criteria[index]!.safetyCritical);
      const composite = critical.includes(undefined) ? null : Math.min(...(critical as number[]));
      return [{ side: model === x ? ('x' as const) : ('y' as const), fate, given, composite }];
    }),
  );
}

test('a decoded cell equals a naive count over the judgments', () => {
  const histories = fc.array(fc.array(arbitraryEvent(['j']), { maxLength: 4 }), { maxLength: 12 });
  fc.assert(
    fc.property(histories, (all) => {
      const judgments = all.map(fold);
      const cells = new Map<string, Map<string, number>>();
      for (const cell of judgments.flatMap((judgment) => tally(judgment, criteria))) {
        const counts = cells.get(cellId(cell)) ?? new Map();
        addInto(counts, cell.counts);
        cells.set(cellId(cell), counts);
      }
      for (const [id, counts] of cells) {
        const cell: Cell = { ...parseCellId(id), group: 0, counts };
        const said = answers(judgments, id);
        const compared = judgments.filter(({ specialty, comparison }) => {
          const pair = comparison
            ? [comparison.value.first, comparison.value.second].sort((a, b) => (a < b ? -1 : 1))
            : [];
          return specialty && comparison && [specialty.value, ...pair].join('#') === id;
        });
        const won = (model: string, first: boolean) =>
          compared.filter(({ comparison }) => {
            const { outcome, ...pair } = comparison!.value;
            return outcome === (first ? 'first' : 'second') && pair[first ? 'first' : 'second'] === model;
          }).length;
        expect(votesOf(cell.counts)).toMatchObject({
          xWinsFirst: won(cell.x, true),
          xWinsSecond: won(cell.x, false),
          yWinsFirst: won(cell.y, true),
          yWinsSecond: won(cell.y, false),
          tie: compared.filter(({ comparison }) => comparison!.value.outcome === 'tie').length,
          bothBad: compared.filter(({ comparison }) => comparison!.value.outcome === 'both_bad').length,
        });
        for (const side of ['x', 'y'] as const) {
          const mine = said.filter((answer) => answer.side === side);
          const read = answersOf(cell, side, criteria);
          expect(read.incomplete).toBe(mine.filter(({ composite }) => composite === null).length);
          for (const fate of slots.FATES)
            expect(read.composite[fate]).toEqual(
              SCORES.map((score) => mine.filter((a) => a.fate === fate && a.composite === score).length),
            );
          for (const [index, { safetyCritical }] of criteria.entries()) {
            const given = (fate?: string) =>
              mine.filter((a) => !fate || a.fate === fate).flatMap((a) => a.given[index] ?? []);
            expect(read.scores[index]).toEqual(
              SCORES.map((score) => given().filter((s) => s === score).length),
            );
            if (!safetyCritical) expect(read.fates[index]).toBeNull();
            else
              for (const fate of slots.FATES)
                expect(read.fates[index]![fate]).toEqual({
                  failures: given(fate).filter((score) => score <= -1).length,
                  rated: given(fate).length,
                });
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('every slot has a unique name of two characters', () => {
  const { criteria: all } = settingsOf(defaultProtocol(), '');
  const codes = [...all.map(({ code }) => code), ...'0123456789'];
  const names = (['x', 'y'] as const).flatMap((side) => [
    slots.winSlot(side, 'first'),
    slots.winSlot(side, 'second'),
    slots.incompleteSlot(side),
    ...codes.flatMap((code) => SCORES.map((score) => slots.scoreSlot(side, score, code))),
    ...slots.FATES.filter((fate) => side === 'x' || fate !== 'alone').flatMap((fate) =>
      SCORES.map((score) => slots.compositeSlot(side, fate, score)),
    ),
    ...(['won', 'lost', 'tied'] as const).flatMap((fate) =>
      codes.flatMap((code) => [
        slots.fateFailuresSlot(side, fate, code),
        slots.fateRatedSlot(side, fate, code),
      ]),
    ),
  ]);
  names.push(slots.TIE, slots.BOTH_BAD, slots.SAFER_WON, slots.LESS_SAFE_WON, slots.UNDECIDED_THOUGH_UNEQUAL);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.length !== 2)).toEqual([]);
});
