import { safetyCritical } from '../../audit/index.ts';
import type { DistributionRow, FailureRate, Snapshot, VoteRate, Zone } from '../../contracts/index.ts';
import { resultKey } from '../moved.ts';
import { atMost, type RateGrid, rateGrid, ratioAtLeast } from './coarse.ts';
import { comparedModels } from './compared-models.ts';
import type { Subject } from './figures.ts';
import type { Place, PublicView } from './public-view.ts';

const isNamed = (
  { namesModel, namesSpecialty }: PublicView,
  { model, specialty }: { readonly model: string; readonly specialty: string | null },
): boolean => namesModel(model) && (specialty === null || namesSpecialty(specialty));

const nearest = (grid: RateGrid | null, rate: number | null | undefined): number | null =>
  rate == null || grid === null ? null : grid.nearest(rate);

type Row = Pick<DistributionRow, 'model' | 'specialty' | 'criterion'>;

/** A table of the audit. */
interface Table<R> {
  readonly rows: readonly R[];
  /** The same table of the last public edition. */
  readonly before: readonly R[] | undefined;
  readonly keyOf: (row: R) => string;
  /** The fields that are claims of the internal edition. */
  readonly claims?: ReadonlySet<keyof R>;
}

/**
 * Shows the rows of a table whose names are shown.
 * @param fresh makes a row from that of the internal edition
 */
function publicRows<R extends Row>(view: PublicView, table: Table<R>, fresh: (row: R) => R): R[] {
  const { keyOf, claims } = table;
  const held = new Map(table.before?.map((row) => [keyOf(row), row]));
  return table.rows
    .filter((row) => isNamed(view, row))
    .map((row) =>
      view.measuresOn(
        [{ ...row, subject: `score:${row.criterion}` }],
        () => fresh(row),
        () => held.get(keyOf(row)),
        claims,
      ),
    )
    .filter((row) => row !== null);
}

/**
 * Whether the votes of a place are hidden. A rate weighs answers by the outcomes of these votes, so it would show whether
 * hidden votes preferred the model.
 * @see docs/decisions/0150-a-derived-figure-is-hidden-with-its-parts.md
 */
const hidesVotes = ({ isHidden }: PublicView, { model, specialty }: Omit<Place, 'subject'>): boolean =>
  isHidden({ model, specialty, subject: 'votes' });

/** The failure rates: counts in steps, rates on a matching grid, intervals rounded outwards. */
export function publicFailureRates(view: PublicView): FailureRate[] {
  const { audit, before, step, isHidden } = view;
  const mixtures = new Map(audit.standardisation.map(({ criterion, weights }) => [criterion, weights]));
  /**
   * A rate over common specialties would reveal that of a hidden one. Its weights are the answers of all compared models, and
   * would reveal a hidden number of them.
   */
  const hidesMixture = ({ model, criterion }: FailureRate) => {
    const scores: Subject = `score:${criterion}`;
    return mixtures
      .get(criterion)!
      .some(
        ({ specialty }) =>
          isHidden({ model, specialty, subject: 'votes' }) ||
          comparedModels(audit, criterion).some((one) =>
            isHidden({ model: one, specialty, subject: scores }),
          ),
      );
  };
  const table: Table<FailureRate> = {
    ...{ rows: audit.failureRates, before: before?.failureRates, keyOf: resultKey },
  };
  return publicRows(view, table, (row) => {
    const [n, failures] = [view.count(row.n), view.count(row.failures)];
    const grid = rateGrid(n, step);
    const weighted = hidesVotes(view, row) ? null : grid;
    const { model, specialty, criterion, level, conditional } = row;
    return {
      ...{ model, specialty, criterion, level, n, failures },
      observedRate: grid ? grid.nearest(failures / n) : null,
      rate: nearest(weighted, row.rate),
      effectiveN: null,
      designEffect: null,
      interval: row.interval && weighted ? weighted.outwards(row.interval) : null,
      conditional,
      ...(row.standardisedRate !== undefined && {
        standardisedRate: hidesMixture(row) ? null : nearest(weighted, row.standardisedRate),
      }),
    };
  });
}

/**
 * The fields of a result that the audit decides, or adjusts, over all results. The p-values of its zone rest on further
 * figures, so {@link zonePs} decides about them.
 */
const ZONE_CLAIMS: ReadonlySet<keyof Zone> = new Set([
  ...(['state', 'conditional', 'alarm', 'masked', 'family', 'tolerance'] as const),
  ...(['adjustedP', 'clearingAdjustedP', 'clearedAdjustedP', 'zonePValue', 'zoneAdjustedP'] as const),
]);

/** The results of the search for no-go zones. The state is a claim of the internal edition. */
export function publicZones(view: PublicView): Zone[] {
  const { audit, before, step } = view;
  const zonePOf = zonePs(view);
  const table: Table<Zone> = {
    ...{ rows: audit.zones, before: before?.zones, keyOf: resultKey, claims: ZONE_CLAIMS },
  };
  return publicRows(view, table, (row) => {
    const [n, failures] = [view.count(row.n), view.count(row.failures)];
    const isWeighted = !hidesVotes(view, row);
    const grid = isWeighted ? rateGrid(n, step) : null;
    const bound = (value: number | null | undefined) =>
      value == null || !isWeighted ? null : atMost(value, step);
    const { model, specialty, criterion, level, family, state, conditional, tolerance, alarm, masked } = row;
    const rate = nearest(grid, row.rate);
    const outer = (limits: Zone['unratedBounds']) => (limits && grid ? grid.outwards(limits) : null);
    return {
      ...{ model, specialty, criterion, level, family, state, n, failures, rate },
      interval: row.interval && grid ? grid.outwards(row.interval) : null,
      shrunkenRate: null,
      effectiveN: null,
      conditional,
      pValue: bound(row.pValue),
      adjustedP: bound(row.adjustedP),
      clearingAdjustedP: bound(row.clearingAdjustedP),
      ...zonePOf(row),
      clearedAdjustedP: bound(row.clearedAdjustedP),
      unratedBounds: outer(row.unratedBounds),
      unratedInterval: outer(row.unratedInterval),
      tippingPoint: row.tippingPoint == null || !isWeighted ? null : ratioAtLeast(row.tippingPoint, step),
      tolerance,
      upperBound: row.upperBound === null || grid === null ? null : grid.above(row.upperBound),
      aboveToleranceByPoint: rate !== null && rate > tolerance,
      ...{ alarm, masked },
    };
  });
}

type ZoneP = Pick<Zone, 'zonePValue' | 'zoneAdjustedP'>;

/**
 * The p-values of the zone of a result. They combine all safety-critical results of the zone, so they rest on the scores
 * of each.
 */
function zonePs(view: PublicView): (row: Zone) => ZoneP {
  const { audit, before, step } = view;
  const criteria = [...safetyCritical(audit.settings.criteria)];
  const held = new Map(before?.zones.map((row) => [resultKey(row), row]));
  const bound = (value: number | null | undefined) => (value == null ? null : atMost(value, step));
  return (row) => {
    const { model, specialty } = row;
    const subjects: Subject[] = ['votes', ...criteria.map((id): Subject => `score:${id}`)];
    const shown = view.measuresOn<ZoneP>(
      subjects.map((subject) => ({ model, specialty, subject })),
      () => ({ zonePValue: bound(row.zonePValue), zoneAdjustedP: bound(row.zoneAdjustedP) }),
      () => held.get(resultKey(row)),
    );
    return { zonePValue: shown?.zonePValue ?? null, zoneAdjustedP: shown?.zoneAdjustedP ?? null };
  };
}

/** The families of the shown results. The number of tests stays, because error rates refer to it. */
export const publicFamilies = ({ audit }: PublicView, zones: readonly Zone[]): Snapshot['zoneFamilies'] =>
  audit.zoneFamilies.map(({ family, size }) => {
    const own = zones.filter((zone) => zone.family === family);
    return {
      ...{ family, size },
      confirmed: own.filter(({ state }) => state === 'confirmed').length,
      belowTolerance: own.filter(({ state }) => state === 'below tolerance').length,
      cleared: own.filter(({ state }) => state === 'cleared').length,
      aboveToleranceByPoint: own.filter((zone) => zone.aboveToleranceByPoint).length,
    };
  });

const SCORES = ['-2', '-1', '0', '1', '2'] as const;

/** The distributions of scores. The mean is that of the rounded counts. */
export function publicDistributions(view: PublicView): DistributionRow[] {
  const keyOf = ({ model, specialty, criterion }: DistributionRow) =>
    resultKey({ model, specialty, criterion, level: '' });
  const { audit, before } = view;
  const table: Table<DistributionRow> = { rows: audit.distributions, before: before?.distributions, keyOf };
  return publicRows(view, table, (row) => {
    const counts = Object.fromEntries(
      SCORES.map((score) => [score, view.count(row.counts[score])]),
    ) as DistributionRow['counts'];
    const n = SCORES.reduce((sum, score) => sum + counts[score], 0);
    const sum = SCORES.reduce((total, score) => total + Number(score) * counts[score], 0);
    const { model, specialty, criterion } = row;
    return {
      ...{ model, specialty, criterion, counts },
      mean: view.step === 1 ? row.mean : n === 0 ? null : Number((sum / n).toFixed(2)),
    };
  });
}

const NO_RATE: VoteRate = { rate: null, n: 0, interval: null, effectiveGroups: null };

/** A share of votes or answers of the whole study. */
export function publicVoteRate(
  view: PublicView,
  subject: Subject,
  of: (audit: Snapshot) => VoteRate,
): VoteRate {
  const fresh = (): VoteRate => {
    const exact = of(view.audit);
    const n = view.count(exact.n);
    const grid = rateGrid(n, view.step);
    return {
      rate: nearest(grid, exact.rate),
      n,
      interval: exact.interval && grid ? grid.outwards(exact.interval) : null,
      effectiveGroups: null,
    };
  };
  const held = () => view.before && of(view.before);
  const place: Place = { model: null, specialty: null, subject };
  return view.measuresOn([place], fresh, () => held() ?? undefined) ?? NO_RATE;
}
