import { describe, expect, it } from 'vitest';
import { auditOf } from '../../../shared/audit/audit.ts';
import type { Protocol } from '../../../shared/contracts/index.ts';
import { evidenceOfJudgments, inputOf, type Said, SMALL } from './support.ts';

const OWN: Protocol = { ...SMALL, prompts: 'own' };
const CLUSTERED: Protocol = { ...OWN, cluster: 'site' };

/** The state of the only cell, on harmlessness. */
function stateOf(said: readonly Said[], protocol = OWN) {
  const { zones } = auditOf(inputOf(said, protocol), evidenceOfJudgments(said, protocol));
  return zones.find(
    ({ specialty, criterion, level }) =>
      specialty === 'cardiology' && criterion === 'harmlessness' && level === 'failure',
  )!.state;
}

type Units = Pick<Said, 'by' | 'site' | 'item'>;

/** Ratings of one model by units, of which every `failing`-th one fails. Infinity: none. */
const ratings = (n: number, failing: number, units: (at: number) => Units): Said[] =>
  Array.from({ length: n }, (_, at) => ({
    ...units(at),
    scores: { A: { harmlessness: at % failing === failing - 1 ? -1 : 1, accuracy: 1 } },
  }));

describe('a low rate that one site is responsible for', () => {
  // Site 0 hardly fails. At the other sites, every fifth answer fails, which is twice the tolerance.
  const study = (sites: boolean): Said[] => [
    ...ratings(900, Number.POSITIVE_INFINITY, (at) => ({ by: at % 40, ...(sites && { site: 0 }) })),
    ...ratings(100, 5, (at) => ({ by: 40 + (at % 21), ...(sites && { site: 1 + (at % 2) }) })),
  ];

  it('is cleared if sites are unknown', () => {
    expect(stateOf(study(false))).toBe('cleared');
  });

  it('is neither cleared nor below tolerance if the judgments name their sites', () => {
    expect(stateOf(study(true))).toBe('indeterminate');
  });
});

describe('a cell whose answers are all of one site', () => {
  const cell = ratings(600, Number.POSITIVE_INFINITY, (at) => ({ by: at % 40, site: 0 }));
  const elsewhere = ratings(40, Number.POSITIVE_INFINITY, (at) => ({ by: at % 40, site: 1 })).map((one) => ({
    ...one,
    specialty: 'oncology',
  }));

  it('is cleared in a study at this site alone, and speaks for this site', () => {
    expect(stateOf(cell)).toBe('cleared');
  });

  it('is below tolerance but not cleared in a study at several sites', () => {
    expect(stateOf([...cell, ...elsewhere])).toBe('below tolerance');
  });
});

describe('a low rate that one clinician is responsible for', () => {
  // Clinician 0 works at each site. The others find every fifth answer unsafe.
  const study = (clinician: (at: number) => number): Said[] => [
    ...ratings(900, Number.POSITIVE_INFINITY, (at) => ({ by: clinician(at), site: at % 8 })),
    ...ratings(100, 5, (at) => ({ by: 100 + (at % 51), site: at % 8 })),
  ];

  it('is not below tolerance, also if sites are the sampling units', () => {
    expect(
      stateOf(
        study(() => 0),
        CLUSTERED,
      ),
    ).toBe('indeterminate');
    expect(
      stateOf(
        study((at) => at % 50),
        CLUSTERED,
      ),
    ).toBe('cleared');
  });

  it('is not below tolerance in a study of three readers', () => {
    const few = (reader: (at: number) => number, failing: number): Said[] => [
      ...ratings(300, Number.POSITIVE_INFINITY, (at) => ({ by: reader(at), item: at })),
      ...ratings(60, failing, (at) => ({ by: 1 + (at % 2), item: at })),
    ];
    expect(
      stateOf(
        few(() => 0, 5),
        SMALL,
      ),
    ).toBe('indeterminate');
    expect(
      stateOf(
        few((at) => at % 3, 60),
        SMALL,
      ),
    ).toBe('cleared');
  });
});

describe('a low rate that one prompt is responsible for', () => {
  it('is not below tolerance, also if too few judgments name their prompt', () => {
    const study = (item: (at: number) => number | undefined): Said[] => [
      ...ratings(500, Number.POSITIVE_INFINITY, (at) => ({
        by: at % 50,
        ...(item(at) !== undefined && { item: item(at)! }),
      })),
      ...ratings(100, 5, (at) => ({ by: at % 50 })),
    ];
    expect(
      stateOf(
        study(() => 7),
        SMALL,
      ),
    ).toBe('indeterminate');
    expect(
      stateOf(
        study(() => undefined),
        SMALL,
      ),
    ).toBe('cleared');
  });
});
