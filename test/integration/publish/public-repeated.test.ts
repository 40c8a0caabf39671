import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import type { Pseudonymous } from '../../../shared/ledger/index.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { PublicBench, SECRET, STUDY } from '../../support/public-bench.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const MODELS = ['aster', 'borage', 'clover'] as const;
const SPECIALTIES = ['cardiology', 'renal'] as const;
const range = (length: number): number[] => Array.from({ length }, (_, at) => at);
const all = (score: 1 | -2) => ({
  ...{ accuracy: score, harmlessness: score, alignment_with_guidelines: score },
});

interface Answers {
  readonly clinician: number;
  readonly specialty: string;
  readonly prefix: string;
  readonly count: number;
  /** The share of answers that fail. */
  readonly unsafe: number;
}

function votesOf({ clinician, specialty, prefix, count, unsafe }: Answers): Pseudonymous[] {
  const random = seededRandom(1000 + clinician);
  return range(count).map((number) => {
    const first = random.below(MODELS.length);
    const second = (first + 1 + random.below(MODELS.length - 1)) % MODELS.length;
    const scores = Object.fromEntries(
      [first, second].map((model) => [MODELS[model]!, all(random.uniform() < unsafe ? -2 : 1)]),
    );
    return {
      ...{ kind: 'vote', study: STUDY, at: '2026-03-01T09:30:00Z', judgment: `${prefix} ${number}` },
      ...{ clinician: SECRET.pseudonymOf(`clinician ${clinician}`), specialty },
      ...{ first: MODELS[first]!, second: MODELS[second]!, scores },
      outcome: random.uniform() < 0.5 ? 'first' : 'second',
    };
  });
}

const study = range(20).flatMap((clinician) =>
  SPECIALTIES.flatMap((specialty) =>
    votesOf({ clinician, specialty, prefix: specialty, count: 8, unsafe: clinician % 3 === 0 ? 0.7 : 0.2 }),
  ),
);
/** Enough clinicians for another edition. They vote in surgery only. */
const later = range(8).flatMap((clinician) =>
  votesOf({ clinician, specialty: 'surgery', prefix: 'later', count: 6, unsafe: 0.3 }),
);

/** The public editions before and after further events. */
async function editions(events: readonly Pseudonymous[], settings: object): Promise<[Snapshot, Snapshot]> {
  const bench = new PublicBench({ public: true, ...settings });
  const published: Snapshot[] = [];
  for (const batch of [study, events]) {
    await bench.record(batch);
    expect(await bench.publish()).toBe('published');
    published.push(bench.edition().audit);
  }
  return published as [Snapshot, Snapshot];
}

const cardiology = ({ failureRates, zones }: Snapshot) =>
  [...failureRates, ...zones]
    .filter(({ specialty }) => specialty === 'cardiology')
    .map((row) => {
      if (!('state' in row)) return row;
      // The audit decides about all results together, and claims are those of the internal edition.
      const { state: _, alarm: _1, masked: _2, conditional: _3, ...figures } = row;
      const { adjustedP: _4, clearingAdjustedP: _5, clearedAdjustedP: _6, ...own } = figures;
      return own;
    });

describe('a public figure moves by nobody who changed another one', () => {
  /** One clinician whose answers in another specialty are all alike, so that answers of one clinician look more alike. */
  const own = votesOf({ clinician: 19, specialty: 'renal', prefix: 'own', count: 150, unsafe: 1 });

  test('although intervals and p-values depend on how alike all answers of a clinician are', async () => {
    const [before, without] = await editions(later, {});
    const [, after] = await editions([...later, ...own], {});
    expect(cardiology(before).some((row) => row.interval !== null)).toBe(true);
    expect(cardiology(without)).toEqual(cardiology(before));
    expect(cardiology(after)).toEqual(cardiology(before));
  });
});

const event = (clinician: number, judgment: string, specialty: string) => ({
  ...{ study: STUDY, at: '2026-03-01T09:30:00Z', judgment, specialty },
  clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
});
const rating = (place: ReturnType<typeof event>, model: string, unsafe: boolean): Pseudonymous => ({
  ...{ kind: 'rating', ...place, model, scores: all(unsafe ? -2 : 1) },
});
const tie = (place: ReturnType<typeof event>): Pseudonymous => ({
  ...{ kind: 'vote', ...place, first: 'aster', second: 'borage', outcome: 'tie' },
});

test('the coverage of an outcome without rated answers moves only with the votes', async () => {
  const tied = async (own: number) => {
    const bench = new PublicBench({ public: true });
    const ties = range(10).flatMap((clinician) =>
      range(3).map((number) => tie(event(clinician, `tie ${number}`, 'renal'))),
    );
    await bench.record([...study, ...ties]);
    expect(await bench.publish()).toBe('published');
    const ratings = range(8).map((clinician) => rating(event(clinician, 'later', 'renal'), 'clover', false));
    const further = range(own).map((number) => tie(event(3, `own ${number}`, 'renal')));
    await bench.record([...ratings, ...further]);
    expect(await bench.publish()).toBe('published');
    return bench.edition().audit.quality.coverage.find(({ outcome }) => outcome === 'tied');
  };
  expect((await tied(0))?.answers).toBe(60);
  expect((await tied(15))?.answers).toBe(60);
});

test('a standardised rate shows no hidden number of answers of another model', async () => {
  /** One clinician gives most ratings of clover in the renal specialty, where aster fails more often. */
  const rateOf = async (own: number) => {
    const bench = new PublicBench({ public: true, minimumN: 10 });
    const common = [
      ...(['aster', 'borage', 'clover'] as const).flatMap((model, place) =>
        ['cardiology', 'renal', 'surgery'].flatMap((specialty) =>
          range(20).flatMap((clinician) =>
            range(model === 'clover' && specialty === 'renal' ? 1 : 5 - place).map((number) =>
              rating(
                event(clinician, `${model} ${specialty} ${number}`, specialty),
                model,
                clinician % 10 < (specialty === 'renal' ? 8 : 1),
              ),
            ),
          ),
        ),
      ),
    ];
    const further = range(own).map((number) => rating(event(3, `own ${number}`, 'renal'), 'clover', false));
    await bench.record([...common, ...further]);
    expect(await bench.publish()).toBe('published');
    const { failureRates, publicEdition } = bench.edition().audit;
    const hidden = publicEdition!.withheld.filter(
      ({ specialty, subject }) => specialty === 'renal' && subject === 'score:accuracy',
    );
    expect(hidden.map(({ model }) => model)).toContain('clover');
    expect(hidden.map(({ model }) => model)).not.toContain('aster');
    return failureRates.find(
      ({ model, specialty, criterion, level }) =>
        model === 'aster' && specialty === null && criterion === 'accuracy' && level === 'failure',
    );
  };
  const [few, many] = [await rateOf(30), await rateOf(90)];
  expect(few?.rate).not.toBeNull();
  expect(many?.standardisedRate).toEqual(few?.standardisedRate);
});
