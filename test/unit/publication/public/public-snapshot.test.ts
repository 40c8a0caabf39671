import { describe, expect, test } from 'vitest';
import type { Ranking, RankingRow } from '../../../../shared/contracts/index.ts';
import { type Snapshot, snapshot } from '../../../../shared/contracts/snapshot.ts';
import { publicSnapshot } from '../../../../shared/publication/public/public-snapshot.ts';
import { notShown } from '../../../../shared/publication/public/public-view.ts';
import { suppress } from '../../../../shared/publication/public/suppression.ts';
import { editionOf, INTERNAL } from '../../../support/public-edition.ts';
import type { Sample } from '../../../support/sample-study.ts';

/** All numbers of a value by path. */
function numbersIn(value: unknown, path = ''): [path: string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, `${path}.${key}`));
}

const LARGE: Sample = { votes: 3000, dangerous: 'clover' };

describe('the public edition of an audit', () => {
  const { exact, edition } = editionOf(LARGE);

  test('has the form of a snapshot', () => {
    expect(snapshot.parse(edition)).toEqual(edition);
  });

  test('gives all counts of votes, answers and clinicians in steps of five', () => {
    const counts = numbersIn(edition).filter(
      ([path]) =>
        /\.(n|failures|votes|wins|losses|ties|bothBad|judgments|ratedAnswers|clinicians|answers|rated|complete)$/.test(
          path,
        ) || /\.counts\./.test(path),
    );
    expect(counts.length).toBeGreaterThan(200);
    expect(counts.filter(([, count]) => count % 5 !== 0)).toEqual([]);
  });

  test('gives each rate as a number of steps of its answers', () => {
    const rates = edition.failureRates.filter(({ rate }) => rate !== null);
    expect(rates.length).toBeGreaterThan(20);
    for (const { rate, n } of rates) {
      const steps = (rate! * n) / 5;
      expect(rate === 1 || Math.abs(steps - Math.round(steps)) < 1e-6).toBe(true);
    }
  });

  test('gives intervals that contain the exact intervals', () => {
    const shown = edition.failureRates.filter(({ interval }) => interval !== null);
    expect(shown.length).toBeGreaterThan(20);
    for (const row of shown) {
      const [low, high] = row.interval!;
      const whole = exact.failureRates.find(
        (one) =>
          one.model === row.model &&
          one.specialty === row.specialty &&
          one.criterion === row.criterion &&
          one.level === row.level,
      )!.interval;
      expect(low <= whole![0] + 1e-9 && high >= whole![1] - 1e-9).toBe(true);
    }
  });

  test('keeps the claims of the internal edition', () => {
    expect(edition.verdict.status).toBe(exact.verdict.status);
    expect(edition.zones.map(({ state }) => state)).toEqual(exact.zones.map(({ state }) => state));
    expect(edition.leaderboard.overall.rows.map(({ model }) => model)).toEqual(
      exact.leaderboard.overall.rows.map(({ model }) => model),
    );
  });

  test('gives the status of each finding, with a rounded p-value and without the sentences of the internal edition', () => {
    const [internal, shown] = [exact.verdict, edition.verdict];
    expect(shown.findings!.map(({ finding, status }) => [finding, status])).toEqual(
      internal.findings!.map(({ finding, status }) => [finding, status]),
    );
    expect(shown.positive!.map(({ status }) => status)).toEqual(
      internal.positive!.map(({ status }) => status),
    );
    for (const { p, adjustedP } of shown.findings!) {
      expect(p).toBeNull();
      expect([null, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1]).toContain(adjustedP);
    }
    const sentences = [
      ...internal.warnings!,
      ...internal.reasons,
      ...internal.findings!.map(({ sentence }) => sentence),
    ];
    expect(sentences.length).toBeGreaterThan(3);
    const published = JSON.stringify(shown);
    for (const sentence of sentences) if (/\d/.test(sentence)) expect(published).not.toContain(sentence);
  });

  test('names a triple only if its zone, and the rate of the safer model there, are shown', () => {
    const zone = exact.zones.find(({ state }) => state === 'confirmed')!;
    const triple = {
      ...{ preferred: zone.model, over: 'aster', specialty: zone.specialty, scoreDifference: 33.3 },
      ...{ rate: 0.873, overRate: 0.0541, p: 0.0007, adjustedP: 0.0021, alsoOver: 1 },
    };
    const [dangerous, ...others] = exact.verdict.findings!;
    const audit: Snapshot = {
      ...exact,
      verdict: {
        ...exact.verdict,
        status: 'unsafe proxy',
        findings: [{ ...dangerous!, status: 'shown', triples: [triple] }, ...others],
      },
    };
    const editionWith = (showing: (model: string | null, specialty: string | null) => 'fresh' | 'hidden') =>
      publicSnapshot({
        audit,
        suppression: { showing, withheld: new Map(), unchanged: new Set() },
        before: null,
        because: 'clinicians',
        internal: INTERNAL,
      }).verdict;

    const all = editionWith(() => 'fresh');
    expect(all.findings![0]!.triples).toEqual([
      {
        ...{ preferred: zone.model, over: 'aster', specialty: zone.specialty, scoreDifference: null },
        ...{ rate: null, overRate: null, p: null, adjustedP: null, alsoOver: null },
      },
    ]);
    expect(all.reasons[0]).toBe(
      `${zone.model} has a no-go zone in ${zone.specialty}, and clinicians prefer it to a model that is safer there.`,
    );
    const withoutSafer = editionWith((model, specialty) =>
      model === 'aster' && specialty ? 'hidden' : 'fresh',
    );
    expect(withoutSafer.findings![0]!.triples).toEqual([]);
    expect(JSON.stringify(withoutSafer)).not.toContain('aster');
    const withoutZone = editionWith((model, specialty) =>
      model === zone.model && specialty ? 'hidden' : 'fresh',
    );
    expect(withoutZone.findings![0]!.triples).toEqual([]);
    expect(JSON.stringify(withoutZone)).not.toContain(zone.model);
  });

  test('contains no digest of the counters and no figure that reveals counts', () => {
    expect(edition.inputs).toBe(INTERNAL);
    expect(JSON.stringify(edition)).not.toContain(exact.inputs);
    for (const [path, value] of numbersIn(edition))
      expect(
        /effectiveN|designEffect|standardError|effectiveGroups|shrunkenRate/.test(path),
        `${path} ${value}`,
      ).toBe(false);
  });

  test('has no field that is not in the list of public fields', () => {
    const forged = { ...exact, rows: [{ vote: 'first' }] } as Snapshot;
    const view = publicSnapshot({
      audit: forged,
      suppression: suppress(new Map(), new Map(), 5),
      before: null,
      because: 'clinicians',
      internal: INTERNAL,
    });
    expect(Object.keys(view)).not.toContain('rows');
  });
});

describe('a figure that few clinicians are behind', () => {
  const { exact, edition } = editionOf(
    { votes: 100, specialties: ['cardiology', 'paediatrics', 'surgery', 'ent'] },
    12,
  );
  const places = new Set(
    edition.publicEdition!.withheld.map(({ model, specialty }) => `${model} ${specialty}`),
  );

  test('is in no table of the public edition', () => {
    expect(places.size).toBeGreaterThan(3);
    for (const { model, specialty, subject, how } of edition.publicEdition!.withheld) {
      expect(how).toBe('hidden');
      const criterion = subject.replace('score:', '');
      const same = (row: { model: string; specialty: string | null; criterion: string }) =>
        row.model === model && row.specialty === specialty && row.criterion === criterion;
      expect([...edition.zones, ...edition.failureRates, ...edition.distributions].filter(same)).toEqual([]);
      if (subject !== 'votes' || model === null || specialty === null) continue;
      const { rows, notRanked } = edition.leaderboard.bySpecialty[specialty]!;
      expect(rows.map((row) => row.model)).not.toContain(model);
      expect(notRanked).toContainEqual({ model, reason: notShown(12) });
    }
    expect(edition.zones.length).toBeLessThan(exact.zones.length);
  });
});

describe('an outsider cannot tell the rank of a model whose votes are hidden', () => {
  const { exact } = editionOf(LARGE);
  const { overall } = exact.leaderboard;
  const rowOf = (model: string) => overall.rows.find((row) => row.model === model)!;
  /** The leaderboard of an edition that hides the votes on clover, and those of all models in cardiology. */
  const leaderboardOf = (ranking: Pick<Ranking, 'rows' | 'notRanked'>, before: Snapshot | null = null) =>
    publicSnapshot({
      audit: {
        ...exact,
        leaderboard: {
          ...exact.leaderboard,
          overall: { ...overall, topSet: [], ...ranking },
          bySpecialty: { cardiology: { ...overall, ...ranking } },
          clinicallyAdjusted: {
            rows: ranking.rows.map(({ model, rank, score }) => ({
              ...{ model, place: rank, tier: 'assessed without a zone', preferenceRank: rank, score },
              ...{ zones: 0, suspected: 0 },
            })),
            notAssessed: ranking.notRanked,
          },
        },
      },
      suppression: {
        withheld: new Map(),
        unchanged: new Set(),
        showing: (model, specialty, subject) =>
          subject === 'votes' && (model === 'clover' || specialty !== null) ? 'hidden' : 'fresh',
      },
      ...{ before, because: 'clinicians', internal: INTERNAL },
    }).leaderboard;
  const inOrder = (...models: string[]) => ({
    rows: models.map((model, at): RankingRow => ({ ...rowOf(model), rank: at + 1, rankInterval: [1, 3] })),
    notRanked: [],
  });
  const last = leaderboardOf(inOrder('aster', 'borage', 'clover'));

  test.each([[['clover', 'aster', 'borage']], [['aster', 'clover', 'borage']]])(
    'from ranks, places, rank intervals and the order of lists, if the ranks are %s',
    (models) => {
      expect(last.overall.rows.map(({ rank }) => rank)).toEqual([1, 2]);
      expect(leaderboardOf(inOrder(...models))).toEqual(last);
    },
  );

  test('from the order of a specialty that is hidden as a whole', () => {
    const backwards = leaderboardOf(inOrder('borage', 'clover', 'aster'));
    expect(backwards.bySpecialty).toEqual(last.bySpecialty);
    expect(backwards.bySpecialty.cardiology!.notRanked.map(({ model }) => model)).toEqual([
      'aster',
      'borage',
      'clover',
    ]);
  });

  test('from the reason why it has no rank, which says whether it won its votes', () => {
    const [won, lost] = ['no ranked model has ever beaten it', 'it has never beaten a ranked model'].map(
      (reason) =>
        leaderboardOf({
          rows: inOrder('aster', 'borage').rows,
          notRanked: [{ model: 'clover', reason }],
        }).overall,
    );
    expect(won).toEqual(lost);
    expect(won!.notRanked).toEqual([{ model: 'clover', reason: notShown(5) }]);
  });
});

describe('a public edition that hides the votes of the study', () => {
  const { exact } = editionOf(LARGE);
  const withRegret = { model: 'clover', lower: 0.1, upper: 0.2 };
  const preferred = {
    preferred: 'clover',
    over: 'aster',
    scoreDifference: 40,
    riskDifference: 0.3,
    adjustedP: 0.01,
  };
  const audit: Snapshot = {
    ...exact,
    dissociation: {
      ...exact.dissociation,
      association: exact.dissociation.association.map((row) => ({ ...row, spearman: 0.5 })),
      preferredButLessSafe: [preferred],
      regret: { ...exact.dissociation.regret, lower: 0.1, upper: 0.2, chosen: [withRegret] },
    },
  };
  const of = (how: 'hidden' | 'held' | 'fresh') =>
    publicSnapshot({
      ...{ audit, before: null, because: 'clinicians', internal: INTERNAL },
      suppression: {
        withheld: new Map(),
        unchanged: new Set(),
        showing: (_, __, subject) => (subject === 'seen' ? 'fresh' : how),
      },
    });

  test.each(['hidden', 'held'] as const)('shows no measure that rests on them, if they are %s', (how) => {
    const { dissociation, standardisation, quality } = of(how);
    expect(new Set(dissociation.association.map(({ spearman }) => spearman))).toEqual(new Set([null]));
    expect(dissociation.preferredButLessSafe).toEqual([]);
    expect(dissociation.regret).toMatchObject({ lower: null, upper: null, chosen: [] });
    expect(standardisation.flatMap(({ weights }) => weights)).toEqual([]);
    expect(quality.coverage).toEqual([]);
  });

  test('shows these measures if the votes are shown', () => {
    const { dissociation, standardisation, quality } = of('fresh');
    expect(new Set(dissociation.association.map(({ spearman }) => spearman))).toEqual(new Set([0.5]));
    expect(dissociation.preferredButLessSafe).toHaveLength(1);
    expect(dissociation.regret).toMatchObject({ lower: 0.1, upper: 0.2 });
    expect(standardisation.flatMap(({ weights }) => weights)).not.toEqual([]);
    expect(quality.coverage.some(({ answers }) => answers !== null)).toBe(true);
  });
});

test('the order of countries shows no exact number', () => {
  const { exact } = editionOf(LARGE);
  const countries = [
    { country: 'KE', clinicians: 12 },
    { country: 'CH', clinicians: 11 },
    { country: 'BR', clinicians: 8 },
  ];
  const edition = publicSnapshot({
    audit: { ...exact, participation: { countries, suppressed: 0 } },
    suppression: suppress(new Map(), new Map(), 5),
    ...{ before: null, because: 'clinicians', internal: INTERNAL },
  });
  expect(edition.participation.countries.map(({ country }) => country)).toEqual(['BR', 'CH', 'KE']);
});

test('a held figure stays as in the last public edition, and is hidden if that edition may not be used', () => {
  const { edition: before, digests } = editionOf({ votes: 2000 });
  const held = editionOf({ votes: 2003 }, 5, before, digests).edition;
  const held2 = editionOf({ votes: 2003 }, 5, null, digests).edition;
  const withheld = held.publicEdition!.withheld.filter(({ how }) => how === 'held');
  expect(withheld.length).toBeGreaterThan(0);
  expect(held.distributions).toEqual(before.distributions);
  expect(held2.distributions.length).toBeLessThan(before.distributions.length);
  expect(new Set(held2.publicEdition!.withheld.map(({ how }) => how))).toEqual(new Set(['hidden']));
});

test('with a limit of one clinician, every count is exact', () => {
  const { exact, edition } = editionOf(LARGE, 1);
  expect(edition.totals).toEqual(exact.totals);
  expect(edition.publicEdition!.withheld).toEqual([]);
  expect(edition.zones.map(({ n, failures, rate }) => [n, failures, rate])).toEqual(
    exact.zones.map(({ n, failures, rate }) => [n, failures, rate]),
  );
});
