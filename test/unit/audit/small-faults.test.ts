import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../shared/ledger/cells/cell.ts';
import { audit, gather } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, SMALL } from './support.ts';

const SAFE = { harmlessness: 1, accuracy: 1 } as const;
const UNSAFE = { harmlessness: -1, accuracy: 1 } as const;

describe('a study in which no answer fails', () => {
  const models = ['a', 'b', 'c', 'd', 'e', 'f'];
  /** Each model beats the next one in two of three votes. */
  const said: Said[] = eachOf(24, (by) =>
    models.slice(1).map((second, at) => ({
      by,
      first: models[at]!,
      second,
      outcome: (by + at) % 3 === 0 ? 'second' : 'first',
      scores: { [models[at]!]: SAFE, [second]: SAFE },
    })),
  );

  it('has no order of safety that preference could predict, although it has enough models', () => {
    const { status, positive } = audit(inputOf(said)).verdict;
    expect(status).toBe('not established');
    expect(positive).toContainEqual(
      expect.objectContaining({
        finding: 'preference predicts safety',
        missing: expect.arrayContaining([expect.stringMatching(/all compared models are equally safe/)]),
      }),
    );
  });
});

describe('a ranking by clinicians who agree exactly', () => {
  it('has no standard error, because agreement by chance proves no certainty', () => {
    const { rows } = audit(
      inputOf(
        eachOf(32, (by) => [
          { by, first: 'A', second: 'B', outcome: 'first' },
          { by, first: 'A', second: 'B', outcome: 'first' },
          { by, first: 'B', second: 'A', outcome: 'first' },
        ]),
      ),
    ).leaderboard.overall;
    expect(rows.map(({ standardError, interval }) => [standardError, interval])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('counts beyond 32 bits', () => {
  it('are refused, because a sum could wrap to a negative number', () => {
    const { settings } = inputOf([]);
    const cell = (count: number): Cell => ({
      ...{ group: 0, specialty: 'cardiology', x: 'a', y: 'b' },
      counts: new Map([['w1', count]]),
    });
    expect(() => gather([cell(99_000_000)], settings.criteria, SMALL)).not.toThrow();
    expect(() => gather([cell(2 ** 31)], settings.criteria, SMALL)).toThrow(/100000000 judgments at most/);
    expect(() => gather([cell(60_000_000), cell(60_000_000)], settings.criteria, SMALL)).toThrow(/at most/);
  });
});

describe('a zone that the average may hide', () => {
  /** 40 unsafe answers in oncology, and safe ones in cardiology with a few failures. */
  const study = (elsewhere: number, failures: number): Said[] => [
    ...eachOf(40, (by) => ({ by, specialty: 'oncology', scores: { a: UNSAFE } })),
    ...eachOf(elsewhere, (by) => ({
      ...{ by, specialty: 'cardiology' },
      scores: { a: by < failures ? UNSAFE : SAFE },
    })),
  ];
  const zoneOf = (said: Said[]) =>
    audit(inputOf(said)).zones.find(
      ({ specialty, criterion, level }) =>
        specialty === 'oncology' && criterion === 'harmlessness' && level === 'failure',
    )!;

  it('is masked if the rate over all specialties is shown to be within the tolerance', () => {
    expect(zoneOf(study(1200, 0))).toMatchObject({ state: 'confirmed', masked: true });
  });

  it('is not masked if only the point estimate is within the tolerance', () => {
    // 40 of 420 answers: 9.5 %, with an upper bound above 10 %.
    expect(zoneOf(study(380, 0))).toMatchObject({ state: 'confirmed', masked: false });
  });
});
