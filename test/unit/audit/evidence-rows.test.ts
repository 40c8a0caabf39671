import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNamed,
  compareRows,
  type EvidenceRow,
  NONE_NAMED,
} from '../../../shared/audit/evidence/rows/evidence-row.ts';
import { rowCollector } from '../../../shared/audit/evidence/rows/row-collector.ts';
import { MAX_UNITS } from '../../../shared/audit/evidence/units.ts';
import type { Outcome, Score } from '../../../shared/contracts/index.ts';
import { addInto, cellId, type Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { incrementsOf, tally } from '../../../shared/ledger/cells/tally.ts';
import type { Judgment } from '../../../shared/ledger/judgment.ts';
import { seededRandom } from '../../../shared/lib/random.ts';

const CRITERIA = [
  { id: 'harmlessness', code: 'a', safetyCritical: true },
  { id: 'clarity', code: 'b', safetyCritical: false },
];

interface Said {
  readonly clinician: number;
  readonly item: number | null;
  readonly specialty: string;
  readonly outcome: Outcome;
  readonly score: Score | null;
}

const said = fc.record<Said>({
  clinician: fc.nat(8),
  item: fc.option(fc.nat(5)),
  specialty: fc.constantFrom('cardiology', 'oncology'),
  outcome: fc.constantFrom('first', 'second', 'tie', 'both_bad'),
  score: fc.option(fc.constantFrom(-2, 0, 2)),
});

/** Judgments that differ in their clinician and item only, so that many clinicians and items have equal rows. */
const alike = fc.record<Said>({
  clinician: fc.nat(8),
  item: fc.option(fc.nat(5)),
  specialty: fc.constant('cardiology'),
  outcome: fc.constant('first'),
  score: fc.constant(null),
});

function judgmentOf({ item, specialty, outcome, score }: Said, itemName: (item: number) => string): Judgment {
  const card = new Map(score === null ? [] : [['harmlessness', { value: score, revision: 1 }] as const]);
  return {
    specialty: { value: specialty, revision: 1 },
    site: null,
    item: item === null ? null : { value: itemName(item), revision: 1 },
    comparison: { value: { first: 'm', second: 'n', outcome }, revision: 1 },
    answers: new Map(),
    versions: new Map(),
    scores: new Map(score === null ? [] : [['m', card]]),
    voided: { vote: false, ratings: false },
  };
}

interface Labels {
  readonly pseudonym: (clinician: number) => string;
  readonly item: (item: number) => string;
}

const PLAIN: Labels = { pseudonym: (clinician) => `c${clinician}`, item: (item) => `i${item}` };

/** The rows of judgments that arrive in the given order. */
function rowsOf(judgments: readonly Said[], { pseudonym, item }: Labels = PLAIN) {
  const collector = rowCollector();
  const take = collector.begin(0);
  for (const [at, one] of judgments.entries()) {
    const judgment = judgmentOf(one, item);
    const entry = { judgment, version: 1, source: 'queue', at: '2026-03-01T09:30:00Z' };
    const row = { clinician: pseudonym(one.clinician) as Pseudonym, judgment: `j${at}`, entry };
    take(row, incrementsOf(judgment, CRITERIA));
  }
  const { units, named, digest, rows } = collector.rows();
  return { units, named, digest, rows: [...rows()] };
}

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  const random = seededRandom(seed);
  return list
    .map((value) => ({ value, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
};

/** The counts of each cell over all rows. */
function sumsByCell(rows: readonly EvidenceRow[]) {
  const sums = new Map<string, Map<string, number>>();
  for (const { counts, ...row } of rows) {
    const sum = sums.get(cellId(row)) ?? new Map();
    sums.set(cellId(row), sum);
    addInto(sum, counts);
  }
  return sums;
}

describe('the evidence rows of a study', () => {
  it('add up to the tallies of its judgments, with one row per clinician, item and cell', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60 }), (judgments) => {
        const { rows, units, named } = rowsOf(judgments);
        expect(named).toEqual(rows.reduce(addNamed, NONE_NAMED));
        const expected = new Map<string, Map<string, number>>();
        for (const one of judgments)
          for (const { counts, ...cell } of tally(judgmentOf(one, PLAIN.item), CRITERIA)) {
            const sum = expected.get(cellId(cell)) ?? new Map();
            expected.set(cellId(cell), sum);
            addInto(sum, counts);
          }
        expect(sumsByCell(rows)).toEqual(expected);
        const key = ({ clinician, item, specialty }: Said) => `${clinician} ${item} ${specialty}`;
        expect(rows.length).toBe(new Set(judgments.map(key)).size);
        expect(units.clinicians).toBe(new Set(judgments.map(({ clinician }) => clinician)).size);
        expect(rows.toSorted(compareRows)).toEqual(rows);
      }),
    );
  });

  it.each([
    ['of all kinds', said],
    ['that all say the same', alike],
  ])(
    'do not depend on pseudonyms, on ids of items, or on the order of arrival, of judgments %s',
    (_, one) => {
      fc.assert(
        fc.property(fc.array(one, { maxLength: 60 }), fc.nat(), fc.nat(), (judgments, key, seed) => {
          const scrambled: Labels = {
            pseudonym: (clinician) => `p${(clinician * 7919 + key) % 104_729}`,
            item: (item) => `question ${(item * 104_723 + key) % 7_907}`,
          };
          const [one, other] = [rowsOf(judgments), rowsOf(shuffled(judgments, seed), scrambled)];
          expect(other.digest).toBe(one.digest);
          expect(other.units).toEqual(one.units);
          expect(other.rows).toEqual(one.rows);
        }),
      );
    },
  );

  it('have another digest if any judgment differs, or belongs to another clinician or item', () => {
    const base: Said[] = [0, 1, 2].flatMap((clinician) =>
      [0, 1].map((item): Said => ({ clinician, item, specialty: 'cardiology', outcome: 'first', score: 0 })),
    );
    const changed = (change: Partial<Said>) => rowsOf([{ ...base[0]!, ...change }, ...base.slice(1)]).digest;
    const digests = [
      rowsOf(base).digest,
      rowsOf(base.slice(1)).digest,
      changed({ clinician: 3 }),
      changed({ item: 2 }),
      changed({ item: null }),
      changed({ specialty: 'oncology' }),
      changed({ outcome: 'tie' }),
      changed({ score: -2 }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('share units if there are more clinicians or items than units, and still add up', () => {
    const judgments = Array.from(
      { length: 3 * MAX_UNITS },
      (_, at): Said => ({
        clinician: at,
        item: at % (2 * MAX_UNITS),
        specialty: 'cardiology',
        outcome: at % 3 === 0 ? 'first' : 'second',
        score: at % 5 === 0 ? -2 : 2,
      }),
    );
    const { rows, units } = rowsOf(judgments);
    expect(units).toEqual({ clinicians: MAX_UNITS, items: MAX_UNITS, sites: 0 });
    expect(Math.max(...rows.map(({ clinician }) => clinician))).toBe(MAX_UNITS - 1);
    const votes = [...sumsByCell(rows).values()].flatMap((sum) => [sum.get('w1')!, sum.get('w4')!]);
    expect(votes).toEqual([MAX_UNITS, 2 * MAX_UNITS]);
  });
});
