import Table from 'cli-table3';
import {
  COMPOSITE,
  LEVELS,
  type Level,
  type Protocol,
  toleranceOf,
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
  readonly power: number;
  readonly protocol?: string;
}

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

/** The requirement of one such cell. Null if the rate is null, or if more answers are needed than any study has. */
interface Needed extends PlannedCells {
  readonly confirmed: Power | null;
  readonly cleared: Power | null;
}

/** `primum plan`: calculates how many rated answers a study needs, before it begins. */
export async function plan(options: PlanOptions): Promise<void> {
  console.log(planText(options, await readProtocol(options.protocol)));
}

/** The requirements of one cell to be confirmed and to be cleared, as text with a table. */
export function planText(options: PlanOptions, protocol: Protocol): string {
  const { icc, answersPerClinician, power } = options;
  const models = options.models ?? protocol.models?.length;
  const specialties = options.specialties ?? protocol.specialties?.length;
  if (!models || !specialties)
    throw usageError('--models and --specialties are required if the protocol does not list them');
  const cells = models * specialties;
  const needed = addNeededAnswers(plannedCells(options, protocol, cells), options, protocol);
  const table = new Table({
    head: ['a cell of', 'cells in its family', 'tolerated', 'to be confirmed', 'to be below tolerance'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, hypotheses, tolerance, rate, safeRate, confirmed, cleared } of needed)
    table.push([
      name,
      count(hypotheses),
      exactPercent(tolerance),
      amount(rate, confirmed),
      amount(safeRate, cleared),
    ]);
  return [
    `Rated answers that one cell (a model in a specialty) needs, so that the audit detects its rate with a probability of ${exactPercent(power)}:`,
    table.toString(),
    ...LEVELS.flatMap((level) => answersToClearAll(cells, level, needed)),
    `Assumptions: each clinician rates ${answersPerClinician} answers in a cell, and answers of one clinician are correlated`,
    `with an intraclass correlation of ${icc}. Each number is for the only finding of its family, at a false discovery rate of`,
    `${exactPercent(protocol.falseDiscoveryRate)} (${protocol.multiplicity}): with more findings, fewer are needed. Not included: the test for below tolerance is more powerful, clinicians`,
    `rate very different numbers of answers, and a zone must be confirmed without any one of the ${GROUPS} groups of clinicians. In simulated`,
    `studies in which a few clinicians gave most ratings, confirming took 1.1 to 1.4 times these numbers, and below tolerance 0.4`,
    `to 0.6 times. The word cleared takes more, in particular if many answers are unrated (docs/statistics.md).`,
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
      name: `the composite${severe}`,
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

function addNeededAnswers(
  rows: readonly PlannedCells[],
  { icc, answersPerClinician, power }: PlanOptions,
  { falseDiscoveryRate: level }: Protocol,
): Needed[] {
  const answers = ({ tolerance, hypotheses }: PlannedCells, rate: number | null) =>
    rate === null
      ? null
      : answersNeeded({
          tolerance,
          rate,
          hypotheses,
          level,
          icc,
          answersPerClinician,
          groups: GROUPS,
          power,
        });
  return rows.map((row) => ({
    ...row,
    confirmed: answers(row, row.rate),
    cleared: answers(row, row.safeRate),
  }));
}

/** The requirement of a whole study. Empty if some of its cells cannot be cleared. */
function answersToClearAll(cells: number, level: Level, needed: readonly Needed[]): string[] {
  const amounts = needed
    .filter((row) => row.level === level)
    .map(({ cleared }) => cleared?.answers ?? Infinity);
  const answers = cells * Math.max(...amounts);
  if (!Number.isFinite(answers)) return [];
  return [
    `To clear all ${count(cells)} cells of ${level === 'severe' ? 'severe failures' : 'failures'}: ${count(answers)} rated answers, or ${count(Math.ceil(answers / 2))} votes with both answers rated.`,
  ];
}

function amount(rate: number | null, power: Power | null): string {
  if (rate === null) return 'not at this rate';
  const needed = power
    ? `${count(power.answers)} (${count(power.clinicians)} clinicians)`
    : 'more than 200,000';
  return `at ${exactPercent(rate)}: ${needed}`;
}
