import Table from 'cli-table3';
import {
  COMPOSITE,
  LEVELS,
  type Level,
  needlessBounds,
  type Protocol,
  toleranceOf,
  unratedRatioOf,
} from '../../../shared/contracts/index.ts';
import { GROUPS } from '../../../shared/ledger/cells/index.ts';
import { exactPercent } from '../../../shared/lib/index.ts';
import { answersNeeded, type Power } from '../../../shared/stats/index.ts';
import { count, usageError } from '../../command-line/terminal.ts';
import { readProtocol } from '../../files/protocol-file.ts';

export interface PlanOptions {
  readonly models?: number;
  readonly specialties?: number;
  /** Tolerated failure rate on a safety-critical criterion, between 0 and 1, instead of the protocol's. */
  readonly tolerance?: number;
  /** True failure rates to be confirmed and cleared, between 0 and 1. Severe failures have separate rates. */
  readonly rate?: number;
  readonly safeRate?: number;
  readonly icc: number;
  readonly answersPerClinician: number;
  /** Number of clinicians who rate each cell, if it is fixed, as in a reader study. */
  readonly readers?: number;
  /** Prompts per specialty. Undefined: each judgment has a prompt of its own. */
  readonly items?: number;
  readonly itemIcc: number;
  readonly sites?: number;
  readonly siteIcc: number;
  /** Share of the displayed answers that will be rated. */
  readonly coverage: number;
  /** Unrated answers may fail between 1/r and r times as often as rated ones. By default, that of the protocol. */
  readonly unratedRatio?: number;
  readonly power: number;
  readonly protocol?: string;
}

const COMPOSITE_NAME = 'the composite';

/** Cells with the same tolerance that are tested in one family. */
interface PlannedCells {
  readonly name: string;
  readonly level: Level;
  readonly tolerance: number;
  /** Number of cells in the family, with any tolerance. */
  readonly hypotheses: number;
  /** The true rates to be confirmed and cleared. Null if the option is on the wrong side of the tolerance. */
  readonly rate: number | null;
  readonly safeRate: number | null;
}

/** The claim about a cell. The first needs the rate above the tolerance, the others the one below. */
type Claim = 'confirmed' | 'below' | 'cleared';

/** The requirement of one such cell. Null if the rate is null, or if more answers are needed than any study has. */
type Needed = PlannedCells & Readonly<Record<Claim, Power | null>>;

/** `primum plan`: calculates how many rated answers a study needs, before it begins. */
export async function plan(options: PlanOptions): Promise<void> {
  console.log(planText(options, await readProtocol(options.protocol)));
}

/** The requirements of one cell to be confirmed and to be cleared, as text with a table. */
export function planText(options: PlanOptions, protocol: Protocol): string {
  const { power } = options;
  const ratio = ratioOf(options, protocol);
  const models = options.models ?? protocol.models?.length;
  const specialties = options.specialties ?? protocol.specialties?.length;
  if (!models || !specialties)
    throw usageError('--models and --specialties are required if the protocol does not list them');
  const cells = models * specialties;
  const rows = plannedCells(options, protocol, cells);
  const needed = addNeededAnswers(rows, ratingsOf(options, protocol), protocol);
  const table = new Table({
    head: ['a cell of', 'cells in its family', 'tolerated', 'to be confirmed', 'below tolerance', 'cleared'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, hypotheses, tolerance, rate, safeRate, confirmed, below, cleared } of needed)
    table.push([
      name,
      count(hypotheses),
      exactPercent(tolerance),
      amount(rate, confirmed),
      amount(safeRate, below),
      amount(safeRate, cleared),
    ]);
  return [
    `Rated answers that one cell (a model in a specialty) needs, so that the audit detects its rate with a probability of ${exactPercent(power)}:`,
    table.toString(),
    ...LEVELS.flatMap((level) => answersForAll(cells, level, needed)),
    ...designLines(rows.find(isComposite)!, options, protocol),
    `Out of reach: more than 200,000 effective answers are needed, or the number of readers, prompts or sites, or the share of`,
    `unrated answers, does not allow the claim.`,
    `Assumptions: ${spread(options)}.`,
    `*Below tolerance* holds for the ratings at hand, at one look. *Cleared* also holds at any number of looks, and if unrated answers`,
    `fail ${ratio} times as often as rated ones. *Confirmed* also holds if they fail 1/${ratio} times as often. Each number is`,
    `for the only finding of its family, at a false discovery rate of ${exactPercent(protocol.falseDiscoveryRate)} (${protocol.multiplicity}): with more findings, fewer are needed. Not included: “below tolerance” uses more powerful tests,`,
    `clinicians rate very different numbers of answers, findings must stand without any one clinician or prompt, and cleared cells`,
    `also without any one site. “Cleared” took about three times the answers of “below tolerance” if all cells are safe. In simulated`,
    `studies in which a few clinicians gave most ratings, confirming took 1.1 to 1.4 times these numbers, and “below tolerance”`,
    `0.4 to 0.6 times (docs/statistics.md).`,
  ].join('\n');
}

/**
 * The rows of the plan: safety-critical criteria grouped by tolerance, then the composite. Failures precede severe
 * failures.
 */
function plannedCells(options: PlanOptions, protocol: Protocol, cells: number): PlannedCells[] {
  const critical = protocol.criteria.filter(({ safetyCritical }) => safetyCritical);
  const rows = LEVELS.flatMap((level) => {
    const own = (id: string) =>
      (level === 'failure' ? options.tolerance : undefined) ?? toleranceOf(protocol, id, level);
    const severe = level === 'severe' ? ', severe' : '';
    const criteria = [...Map.groupBy(critical, ({ id }) => own(id))].map(([tolerance, { length }]) => ({
      name: `a safety-critical criterion (${length} of them)${severe}`,
      tolerance,
      hypotheses: cells * critical.length,
    }));
    const composite = {
      name: `${COMPOSITE_NAME}${severe}`,
      tolerance: toleranceOf(protocol, COMPOSITE, level),
      hypotheses: cells,
    };
    return [...criteria, composite].map((row) => ({
      ...row,
      level,
      ...requestedRates(row.tolerance, level, options),
    }));
  });
  const failures = rows.filter(({ level }) => level === 'failure');
  const tolerances = failures.map(({ tolerance }) => tolerance);
  if (failures.every(({ rate }) => rate === null))
    throw usageError(
      `--rate must be above the tolerance of ${Math.min(...tolerances)}: use --safe-rate for a rate to be cleared`,
    );
  if (failures.every(({ safeRate }) => safeRate === null))
    throw usageError(`--safe-rate must be below the tolerance of ${Math.max(...tolerances)}`);
  return rows;
}

/**
 * The requested rates, or twice and half the tolerance. The former is at most
 * halfway between the tolerance and 1.
 */
function requestedRates(
  tolerance: number,
  level: Level,
  options: PlanOptions,
): Pick<PlannedCells, 'rate' | 'safeRate'> {
  const given: Pick<PlanOptions, 'rate' | 'safeRate'> = level === 'failure' ? options : {};
  const rate = given.rate ?? Math.min(2 * tolerance, (1 + tolerance) / 2);
  const safeRate = given.safeRate ?? tolerance / 2;
  return { rate: rate > tolerance ? rate : null, safeRate: safeRate < tolerance ? safeRate : null };
}

/** How the answers of a cell are rated. */
interface Ratings
  extends Omit<
    PlanOptions,
    'models' | 'specialties' | 'tolerance' | 'rate' | 'safeRate' | 'protocol' | 'unratedRatio'
  > {
  /** Whether the design makes the bounds for unrated answers needless. */
  readonly isUnbounded: boolean;
  readonly unratedRatio: number;
}

const ratioOf = ({ unratedRatio }: PlanOptions, protocol: Protocol): number =>
  unratedRatio ?? unratedRatioOf(protocol);

function ratingsOf(options: PlanOptions, protocol: Protocol): Ratings {
  const { design } = protocol;
  const coverage = design?.scoredBeforeVote ? 1 : (design?.mandatoryShare ?? options.coverage);
  const isUnbounded = needlessBounds(design, { displayed: MANY, scored: MANY * coverage }).missingness;
  return { ...options, coverage, isUnbounded, unratedRatio: ratioOf(options, protocol) };
}

/** A number of displayed answers at which the coverage is known well. */
const MANY = 1_000_000;

/** The tolerance for the rated answers, if the unrated ones fail `ratio` times as often. At most 1. */
const toleranceOfRated = (tolerance: number, ratio: number, { coverage, isUnbounded }: Ratings): number =>
  isUnbounded ? tolerance : Math.min(1, tolerance / (coverage + (1 - coverage) * ratio));

function addNeededAnswers(
  rows: readonly PlannedCells[],
  ratings: Ratings,
  { falseDiscoveryRate: level }: Protocol,
): Needed[] {
  const { icc, answersPerClinician, readers, power, unratedRatio } = ratings;
  const crossed = [
    ...(ratings.items === undefined ? [] : [{ units: ratings.items, icc: ratings.itemIcc }]),
    ...(ratings.sites === undefined ? [] : [{ units: ratings.sites, icc: ratings.siteIcc }]),
  ];
  const clustered = { icc, answersPerClinician, groups: GROUPS, readers, crossed, level, power };
  return rows.map((row) => {
    const { hypotheses, rate, safeRate } = row;
    const at = (ratio: number) => toleranceOfRated(row.tolerance, ratio, ratings);
    const above = at(1 / unratedRatio);
    const under = at(unratedRatio);
    const question = { ...clustered, hypotheses };
    return {
      ...row,
      confirmed:
        rate === null || rate <= above ? null : answersNeeded({ ...question, rate, tolerance: above }),
      below:
        safeRate === null ? null : answersNeeded({ ...question, rate: safeRate, tolerance: row.tolerance }),
      cleared:
        safeRate === null || safeRate >= under
          ? null
          : answersNeeded({ ...question, rate: safeRate, tolerance: under, anytime: true }),
    };
  });
}

/** The assumed clustering of answers, in words. */
function spread({
  icc,
  answersPerClinician,
  readers,
  items,
  itemIcc,
  sites,
  siteIcc,
  coverage,
}: PlanOptions) {
  return [
    readers === undefined
      ? `each clinician rates ${answersPerClinician} answers in a cell`
      : `${readers} clinicians rate each cell`,
    `answers of one clinician have an intraclass correlation of ${icc}`,
    items === undefined
      ? 'each judgment has a prompt of its own'
      : `${items} prompts per specialty, with a correlation of ${itemIcc}`,
    ...(sites === undefined ? [] : [`${sites} sites, with a correlation of ${siteIcc}`]),
    `${exactPercent(coverage)} of the displayed answers are rated`,
  ].join('; ');
}

const isComposite = ({ name, level }: PlannedCells): boolean =>
  name === COMPOSITE_NAME && level === 'failure';

/** The share of a random mandatory sample in the comparison of designs, unless the protocol declares one. */
const COMPARED_SHARE = 0.5;

/** The requirement of unsafe answers under each design, as rated and as displayed answers. */
function designLines(composite: PlannedCells, options: PlanOptions, protocol: Protocol): string[] {
  const share = protocol.design?.mandatoryShare ?? COMPARED_SHARE;
  const designs: [string, Protocol['design']][] = [
    [`voluntary ratings, ${exactPercent(options.coverage)} of the answers`, undefined],
    [`a random share of ${exactPercent(share)} must be rated`, { mandatoryShare: share }],
    ['both answers are scored before the vote', { scoredBeforeVote: true }],
  ];
  const table = new Table({
    head: ['design', 'to be confirmed', 'below tolerance', 'cleared'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, design] of designs) {
    const ratings = ratingsOf(options, { ...protocol, design });
    const [needed] = addNeededAnswers([composite], ratings, protocol);
    const displayed = (power: Power | null) =>
      power
        ? `${count(power.answers)} of ${count(Math.ceil(power.answers / ratings.coverage))}`
        : 'out of reach';
    table.push([name, displayed(needed!.confirmed), displayed(needed!.below), displayed(needed!.cleared)]);
  }
  return ['Rated answers of displayed answers, by design, for the composite of one cell:', table.toString()];
}

/** The requirement of a whole study. A line is left out if some of its cells are out of reach. */
function answersForAll(cells: number, level: Level, needed: readonly Needed[]): string[] {
  const rows = needed.filter((row) => row.level === level);
  const kind = level === 'severe' ? 'severe failures' : 'failures';
  const line = (claim: Claim, words: string): string[] => {
    const answers = cells * Math.max(...rows.map(({ [claim]: power }) => power?.answers ?? Infinity));
    if (!Number.isFinite(answers)) return [];
    return [
      `${words} all ${count(cells)} cells of ${kind}: ${count(answers)} rated answers, or ${count(Math.ceil(answers / 2))} votes with both answers rated.`,
    ];
  };
  return [...line('below', 'To find below tolerance'), ...line('cleared', 'To clear')];
}

function amount(rate: number | null, power: Power | null): string {
  if (rate === null) return 'not at this rate';
  const needed = power ? `${count(power.answers)} (${count(power.clinicians)} clinicians)` : 'out of reach';
  return `at ${exactPercent(rate)}: ${needed}`;
}
