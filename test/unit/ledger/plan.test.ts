import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import {
  groupCellId,
  type JudgmentPlan,
  MAX_MODELS,
  orderPlans,
  packTransactions,
  planJudgment,
  sumCells,
} from '../../../shared/ledger/plan.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';

const groups = fc.array(fc.array(arbitraryEvent(), { minLength: 1, maxLength: 3 }), { maxLength: 200 });
const plans = groups.map((all) =>
  all.map((events, index): JudgmentPlan => {
    const key = { clinician: CLINICIANS[index % 3]!, judgment: `j${index}` };
    const judgment = { key, events: events.map((event) => ({ index, event })) };
    return planJudgment(judgment, null, SETTINGS.criteria);
  }),
);
const limits = fc.record({ maxJudgments: fc.integer({ min: 1, max: 100 }), reserved: fc.constantFrom(0, 1) });

describe('packing', () => {
  test('keeps every judgment once and in order', () => {
    fc.assert(
      fc.property(plans, limits, (all, limit) => {
        expect(packTransactions(all, limit).flat()).toEqual(all);
      }),
    );
  });

  test('keeps the limits of 100 actions, the allowed judgments and 280 slots per cell', () => {
    fc.assert(
      fc.property(plans, limits, (all, limit) => {
        for (const transaction of packTransactions(orderPlans(all, true), limit)) {
          const cells = sumCells(transaction);
          expect(transaction.length).toBeLessThanOrEqual(limit.maxJudgments);
          expect(transaction.length + cells.length + limit.reserved).toBeLessThanOrEqual(100);
          expect(new Set(cells.map(groupCellId)).size).toBe(cells.length);
          for (const { counts } of cells) expect(counts.size).toBeLessThanOrEqual(280);
        }
      }),
    );
  });

  test('fills a transaction up to its last action, or the one before if one is reserved', () => {
    const all = Array.from({ length: 60 }, (_, index) => {
      const cell = { group: 1, specialty: `s${index}`, x: 'a', y: 'b', counts: new Map([['w1', 1]]) };
      return {
        key: { clinician: CLINICIANS[0]!, judgment: `j${index}` },
        cells: [cell],
      } as unknown as JudgmentPlan;
    });
    const sizes = (reserved: number) =>
      packTransactions(all, { maxJudgments: 100, reserved }).map((part) => part.length);
    expect(sizes(0)).toEqual([50, 10]);
    expect(sizes(1)).toEqual([49, 11]);
  });

  test('starts a new transaction before a cell has more than 280 slots', () => {
    const slotsOf = (from: number) =>
      new Map(Array.from({ length: 150 }, (_, slot) => [`${from + slot}`, 1]));
    const cell = { group: 1, specialty: 's', x: 'a', y: 'b' };
    const plan = (from: number, judgment: string) =>
      ({
        key: { clinician: CLINICIANS[0]!, judgment },
        cells: [{ ...cell, counts: slotsOf(from) }],
      }) as unknown as JudgmentPlan;
    const packed = packTransactions([plan(0, 'a'), plan(50, 'b'), plan(150, 'c')], {
      maxJudgments: 10,
      reserved: 0,
    });
    expect(packed.map((part) => part.map(({ key }) => key.judgment))).toEqual([['a', 'b'], ['c']]);
  });
});

describe('the order of plans', () => {
  test('keeps all of them', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), (all, interleave) => {
        const ordered = orderPlans(all, interleave);
        expect(ordered).toHaveLength(all.length);
        expect(new Set(ordered)).toEqual(new Set(all));
      }),
    );
  });

  test('puts steps of the same cell together, so that their additions merge', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), (all, interleave) => {
        const cells = orderPlans(all, interleave).flatMap(({ cells }) =>
          cells[0] ? [groupCellId(cells[0])] : [],
        );
        const runs = cells.filter((cell, index) => cell !== cells[index - 1]);
        expect(new Set(runs).size).toBe(runs.length);
      }),
    );
  });

  test('takes the groups in turn if the plans are of an import', () => {
    const plan = (group: number, specialty: string) => {
      const clinician = `${group.toString(16).padStart(4, '0')}${'f'.repeat(28)}`;
      const cell = { group, specialty, x: 'a', y: 'b', counts: new Map([['w1', 1]]) };
      return { key: { clinician, judgment: specialty }, cells: [cell] } as unknown as JudgmentPlan;
    };
    const all = [plan(1, 'p'), plan(1, 'q'), plan(1, 'r'), plan(2, 'p'), plan(2, 'q')];
    expect(orderPlans(all, true).map(({ cells }) => cells[0]!.group)).toEqual([1, 2, 1, 2, 1]);
    expect(orderPlans(all, false).map(({ cells }) => cells[0]!.group)).toEqual([1, 1, 1, 2, 2]);
  });
});

test('a judgment names the answers of a bounded number of models, and the event of one more model is rejected', () => {
  const events = Array.from(
    { length: MAX_MODELS },
    (_, index): Pseudonymous => ({
      ...{
        kind: 'vote',
        judgment: 'j',
        study: 'study',
        clinician: CLINICIANS[0]!,
        at: '2026-03-01T09:30:00Z',
      },
      ...{ specialty: 's', first: 'm', second: `m${index}`, outcome: 'tie', revision: index + 1 },
      answers: ['a', `a${index}`],
    }),
  );
  const key = { clinician: CLINICIANS[0]!, judgment: 'j' };
  const { judgment, results } = planJudgment(
    { key, events: events.map((event, index) => ({ index, event })) },
    null,
    SETTINGS.criteria,
  );
  expect(judgment.answers.size).toBe(MAX_MODELS);
  expect(results.at(-1)).toEqual({ reject: `judgment: names the answers of more than ${MAX_MODELS} models` });
  expect(results.slice(1, -1)).toEqual(Array(MAX_MODELS - 2).fill('revised'));
});
