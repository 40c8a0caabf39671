import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../shared/contracts/event.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import type { Pseudonymous } from '../../../shared/ledger/index.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { PublicBench, SECRET, STUDY } from '../../support/public-bench.ts';

// The report is mocked, because charts are slow and these tests publish many snapshots.
vi.mock('../../../shared/publication/report/index.ts', () => ({ renderReport: async () => 'a report' }));
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

const all = (score: Score) => ({
  accuracy: score,
  harmlessness: score,
  alignment_with_guidelines: score,
});
const [SAFE, UNSAFE] = [all(2), all(-2)];
type Scores = Partial<typeof SAFE>;

const by = (clinician: number, judgment: string, specialty: string) => ({
  ...{ study: STUDY, at: '2026-03-01T09:30:00Z', judgment, specialty },
  clinician: SECRET.pseudonymOf(`clinician ${clinician}`),
});

interface Comparison {
  readonly models: readonly [string, string];
  readonly outcome: Outcome;
  readonly scores?: Readonly<Record<string, Scores>>;
}

const vote = (place: ReturnType<typeof by>, { models, ...rest }: Comparison): Pseudonymous => ({
  ...{ kind: 'vote', ...place, first: models[0], second: models[1], ...rest },
});

const rating = (place: ReturnType<typeof by>, model: string, scores: Scores): Pseudonymous => ({
  ...{ kind: 'rating', ...place, model, scores },
});

/** The public edition of a study with these events. */
async function editionWith(events: readonly Pseudonymous[], settings: object = {}): Promise<Snapshot> {
  const bench = new PublicBench({ public: true, ...settings });
  await bench.record(events);
  expect(await bench.publish()).toBe('published');
  return bench.edition().audit;
}

const range = (length: number): number[] => Array.from({ length }, (_, at) => at);
const isHidden = (edition: Snapshot, model: string | null, specialty: string | null, subject: string) =>
  edition.publicEdition!.withheld.some(
    (one) =>
      one.model === model && one.specialty === specialty && one.subject === subject && one.how === 'hidden',
  );

describe('an outsider cannot tell the votes of one clinician', () => {
  /** Thirty clinicians vote and rate. One more votes 200 times in cardiology, always alike, and rates nothing. */
  const study = (outcome: Outcome) => [
    ...range(30).flatMap((clinician) =>
      ['cardiology', 'renal', 'surgery'].flatMap((specialty) =>
        range(4).map((number) => {
          const wins = (clinician + number) % 2 === 0;
          const fails = wins ? clinician % 10 === 0 : clinician % 2 === 0;
          const other = ['borage', 'clover'][number % 2]!;
          return vote(by(clinician, `${specialty} ${number}`, specialty), {
            models: ['aster', other],
            outcome: wins ? 'first' : 'second',
            scores: { aster: fails ? UNSAFE : SAFE, [other]: clinician % 4 === 0 ? UNSAFE : SAFE },
          });
        }),
      ),
    ),
    ...range(200).map((number) =>
      vote(by(99, `own ${number}`, 'cardiology'), {
        models: ['aster', ['borage', 'clover'][number % 2]!],
        outcome,
      }),
    ),
  ];

  test('from rates that weigh answers by the outcomes of hidden votes', async () => {
    const [preferring, rejecting] = [await editionWith(study('first')), await editionWith(study('second'))];
    expect(isHidden(preferring, 'aster', 'cardiology', 'votes')).toBe(true);
    expect(isHidden(preferring, 'aster', 'cardiology', 'score:composite')).toBe(false);
    const ofPlace = ({ failureRates, zones }: Snapshot) => ({
      rates: failureRates.filter(({ model, specialty }) => model === 'aster' && specialty === 'cardiology'),
      zones: zones
        .filter(({ model, specialty }) => model === 'aster' && specialty === 'cardiology')
        // These are claims of the internal edition.
        .map(({ state: _, conditional: _1, alarm: _2, masked: _3, ...figures }) => figures),
    });
    expect(ofPlace(preferring).rates).toHaveLength(8);
    expect(ofPlace(preferring).zones).toHaveLength(8);
    expect(ofPlace(rejecting)).toEqual(ofPlace(preferring));
  });
});

describe('an outsider cannot tell the scores of few clinicians', () => {
  /** Three clinicians rate the harmlessness of aster in cardiology, and many rate everything else. */
  const study = (score: Score) => [
    ...range(30).flatMap((clinician) =>
      range(2).flatMap((number) => [
        rating(by(clinician, `a ${number}`, 'cardiology'), 'aster', { accuracy: clinician % 9 ? 1 : -1 }),
        rating(by(clinician, `b ${number}`, 'renal'), 'aster', SAFE),
        rating(by(clinician, `c ${number}`, 'cardiology'), 'borage', SAFE),
        rating(by(clinician, `d ${number}`, 'renal'), 'borage', SAFE),
      ]),
    ),
    ...[97, 98, 99].flatMap((clinician) =>
      range(40).map((number) =>
        rating(by(clinician, `own ${number}`, 'cardiology'), 'aster', { harmlessness: score }),
      ),
    ),
  ];

  test('from the p-value of a zone with a hidden criterion', async () => {
    const [safe, unsafe] = [await editionWith(study(2)), await editionWith(study(-2))];
    expect(isHidden(safe, 'aster', 'cardiology', 'score:harmlessness')).toBe(true);
    const accuracy = ({ zones }: Snapshot) =>
      zones.find(
        ({ model, specialty, criterion }) =>
          model === 'aster' && specialty === 'cardiology' && criterion === 'accuracy',
      )!;
    expect(accuracy(safe).pValue).not.toBeNull();
    expect(accuracy(unsafe).zonePValue).toEqual(accuracy(safe).zonePValue);
    expect(accuracy(unsafe).zoneAdjustedP).toEqual(accuracy(safe).zoneAdjustedP);
  });
});

describe('an outsider cannot tell the judgments on a hidden model', () => {
  const OTHERS = ['aster', 'borage', 'clover', 'elder', 'fern'];

  /** Three clinicians alone judge dill. */
  const study = (unsafe: number, wins: number) => {
    const random = seededRandom(9);
    const common = range(30).flatMap((clinician) =>
      range(20).map((number) => {
        const first = random.below(OTHERS.length);
        const second = (first + 1 + random.below(OTHERS.length - 1)) % OTHERS.length;
        const scores = Object.fromEntries(
          [first, second].map((model) => [
            OTHERS[model]!,
            random.uniform() < 0.35 + 0.02 * model ? UNSAFE : SAFE,
          ]),
        );
        const isFirst = random.uniform() < (first < second ? 0.65 : 0.35);
        return vote(by(clinician, `common ${number}`, 'cardiology'), {
          models: [OTHERS[first]!, OTHERS[second]!],
          outcome: isFirst ? 'first' : 'second',
          scores,
        });
      }),
    );
    const own = [97, 98, 99].flatMap((clinician) =>
      range(40).map((number) => {
        const other = random.pick(OTHERS);
        const [isUnsafe, isWon] = [random.uniform() < unsafe, random.uniform() < wins];
        return vote(by(clinician, `own ${number}`, 'cardiology'), {
          models: ['dill', other],
          outcome: isWon ? 'first' : 'second',
          scores: { dill: isUnsafe ? UNSAFE : SAFE, [other]: random.uniform() < 0.4 ? UNSAFE : SAFE },
        });
      }),
    );
    return [...common, ...own];
  };
  const compared = ({ dissociation, verdict }: Snapshot) => ({
    association: dissociation.association,
    regret: dissociation.regret,
    findings: verdict.findings!.map(({ adjustedP }) => adjustedP),
    predicts: verdict.positive!.find(({ finding }) => finding === 'preference predicts safety')!.p,
  });

  test('from figures that compare it with others', async () => {
    const safe = await editionWith(study(0.1, 0.5));
    expect(JSON.stringify(safe)).not.toContain('dill');
    expect(compared(await editionWith(study(0.9, 0.5)))).toEqual(compared(safe));
    expect(compared(await editionWith(study(0.1, 0.9)))).toEqual(compared(safe));
  });

  test('while a study without a hidden model keeps these figures', async () => {
    const { association, regret, findings } = compared(await editionWith(study(0.1, 0.5).slice(0, 600)));
    expect(association.every(({ models, spearman }) => models === 5 && spearman !== null)).toBe(true);
    expect(regret.models).toBe(5);
    expect(regret.upper).not.toBeNull();
    expect(findings).toHaveLength(3);
    expect(findings).not.toContain(null);
  });
});

describe('an outsider cannot tell that one clinician took part', () => {
  test('from the coverage of an outcome with incomplete answers only', async () => {
    const study = (scores: Scores) => [
      ...range(20).map((clinician) =>
        vote(by(clinician, 'common', 'cardiology'), {
          models: ['aster', 'borage'],
          outcome: clinician % 2 === 0 ? 'first' : 'second',
          scores: { aster: SAFE, borage: SAFE },
        }),
      ),
      ...range(20).map((number) =>
        vote(by(3, `own ${number}`, 'cardiology'), {
          ...{ models: ['aster', 'borage'], outcome: 'tie' },
          scores: { aster: scores },
        }),
      ),
    ];
    const tied = ({ quality }: Snapshot) => quality.coverage.find(({ outcome }) => outcome === 'tied');
    expect(tied(await editionWith(study({ accuracy: 1, harmlessness: 1 })))?.rated ?? 0).toBe(0);
  });

  const small = ['aster', 'borage'].flatMap((model) =>
    range(20).flatMap((clinician) => [
      rating(by(clinician, `a ${model}`, 'cardiology'), model, SAFE),
      ...(clinician < 17 ? [rating(by(clinician, `b ${model}`, 'renal'), model, SAFE)] : []),
      ...(clinician < 13 ? [rating(by(clinician, `c ${model}`, 'surgery'), model, SAFE)] : []),
    ]),
  );

  test('from the weights of specialties', async () => {
    const weightsAfter = async (own: readonly Pseudonymous[]) => {
      const bench = new PublicBench({ public: true, minimumN: 5 });
      await bench.record(small);
      await bench.publish();
      const five = [50, 51, 52, 53, 54].map((clinician) =>
        rating(by(clinician, 'later', 'cardiology'), 'aster', SAFE),
      );
      await bench.record([...five, ...own]);
      expect(await bench.publish()).toBe('published');
      return bench.edition().audit.standardisation;
    };
    const without = await weightsAfter([]);
    const weights = without.at(-1)!.weights.map(({ weight }) => weight);
    expect(weights).toHaveLength(3);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 1);
    const own = ['aster', 'borage'].map((model) => rating(by(3, `own ${model}`, 'surgery'), model, SAFE));
    expect(await weightsAfter(own)).toEqual(without);
  });

  test('from the spelling of a name', async () => {
    const aliases = { models: { aster: ['ASTER', 'Aster-4'] } };
    const spelled = (model: string) =>
      editionWith([...small, rating(by(3, 'own', 'cardiology'), model, SAFE)], { aliases });
    expect((await spelled('ASTER')).quality.aliases).toEqual((await spelled('aster')).quality.aliases);
  });

  test('from an edition that is released after its item or its site alone was corrected', async () => {
    const bench = new PublicBench();
    const judged = (site: string, item: string, revision: number, clinician: number) =>
      range(6).map((number) => ({
        ...vote(by(clinician, `j ${number}`, 'cardiology'), {
          models: ['aster', 'borage'],
          outcome: (clinician + number) % 3 === 0 ? 'first' : 'second',
          scores: { aster: number % 2 === 0 ? UNSAFE : SAFE },
        }),
        ...{ site, item, revision },
      })) as Pseudonymous[];
    await bench.record(
      range(20).flatMap((clinician) => judged(`site ${clinician % 4}`, 'q 1', 1, clinician)),
    );
    expect(await bench.publish()).toBe('published');
    const release = (id: string) => bench.order({ release: { id, at: '2026-03-01T09:30:00Z' } });
    for (const [site, item, revision] of [
      ['site 9', 'q 1', 2],
      ['site 9', 'q 2', 3],
    ] as const) {
      await bench.record(judged(site, item, revision, 3));
      release(`7d444840-9dc0-4d1b-8c4e-1a2b3c4d5e6${revision}`);
      expect(await bench.publish()).toBe('too few clinicians differ');
    }
  });
});
