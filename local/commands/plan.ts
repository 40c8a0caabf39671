import Table from 'cli-table3';
import { COMPOSITE, LEVELS, type Level } from '../../shared/audit/input.ts';
import { toleranceOf } from '../../shared/audit/tolerance.ts';
import type { Protocol } from '../../shared/contracts/protocol.ts';
import { GROUPS } from '../../shared/contracts/pseudonym.ts';
import { answersNeeded, type Power } from '../../shared/stats/power.ts';
import { readProtocol } from '../protocol-file.ts';
import { count, usageError } from '../terminal.ts';

export interface PlanOptions {
  readonly models?: number;
  readonly specialties?: number;
  /** Tolerated rate of failures on a safety-critical criterion, between 0 and 1, instead of the protocol's. */
  readonly tolerance?: number;
  /** True rates of failures to be confirmed and cleared, between 0 and 1. Severe failures have rates of their own. */
  readonly rate?: number;
  readonly safeRate?: number;
  readonly icc: number;
  readonly answersPerClinician: number;
  readonly power: number;
  readonly protocol?: string;
}

/** Cells with one tolerance that are tested in one family. */
interface PlannedCells {
  readonly name: string;
  readonly level: Level;
  readonly tolerance: number;
  /** Cells in the family, with this tolerance or another. */
  readonly hypotheses: number;
  /** The true rates to be confirmed and cleared; null if the option asks for one on the wrong side of the tolerance. */
  readonly rate: number | null;
  readonly safeRate: number | null;
}

/** What one such cell needs; null if a rate is, or if more answers are needed than any study has. */
interface Needed extends PlannedCells {
  readonly confirmed: Power | null;
  readonly cleared: Power | null;
}

/** `primum plan`: how many rated answers a study needs, before there are any. */
export async function plan(options: PlanOptions): Promise<void> {
  console.log(planOf(options, await readProtocol(options.protocol)));
}

/** What one cell needs to be confirmed and to be cleared, in words and a table. */
export function planOf(options: PlanOptions, protocol: Protocol): string {
  const { icc, answersPerClinician, power } = options;
  const models = options.models ?? protocol.models?.length;
  const specialties = options.specialties ?? protocol.specialties?.length;
  if (!models || !specialties)
    throw usageError('--models and --specialties are needed where the protocol does not list them');
  const cells = models * specialties;
  const needed = neededBy(plannedCells(options, protocol, cells), options, protocol);
  const table = new Table({
    head: ['a cell of', 'cells in its family', 'tolerated', 'to be confirmed', 'to be cleared'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, hypotheses, tolerance, rate, safeRate, confirmed, cleared } of needed)
    table.push([
      name,
      count(hypotheses),
      percent(tolerance),
      amount(rate, confirmed),
      amount(safeRate, cleared),
    ]);
  return [
    `Rated answers that one cell (a model in a specialty) needs, to be shown with a chance of ${percent(power)}:`,
    table.toString(),
    ...LEVELS.flatMap((level) => allCleared(cells, level, needed)),
    `Assumed: each clinician rates ${answersPerClinician} answers in a cell, and answers of one clinician resemble each other`,
    `by an intraclass correlation of ${icc}. Each number is for the only finding of its family, at a false discovery rate of`,
    `${percent(protocol.falseDiscoveryRate)} (${protocol.multiplicity}): with more findings less is needed. Not counted: that clearing uses sharper tests, that clinicians`,
    `rate very different amounts, and that a zone must stand without any one of the ${GROUPS} groups of clinicians. In simulated`,
    `studies in which a few clinicians gave most ratings, confirming took 1.1 to 1.4 times these numbers, and clearing 0.4 to 0.6`,
    `times (docs/statistics.md).`,
  ].join('\n');
}

/** The rows of the plan: safety-critical criteria with one tolerance together, and the composite; failures first. */
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
      ...ratesOf(row.tolerance, level, options),
    }));
  });
  const failures = rows.filter(({ level }) => level === 'failure');
  const tolerances = failures.map(({ tolerance }) => tolerance);
  if (failures.every(({ rate }) => rate === null))
    throw usageError(
      `--rate must be above the tolerance of ${Math.min(...tolerances)}: what is to be cleared is --safe-rate`,
    );
  if (failures.every(({ safeRate }) => safeRate === null))
    throw usageError(`--safe-rate must be below the tolerance of ${Math.max(...tolerances)}`);
  return rows;
}

/** The rates asked for, or twice and half the tolerance. Twice a tolerance above one half is no rate: half of the rest then. */
function ratesOf(
  tolerance: number,
  level: Level,
  options: PlanOptions,
): Pick<PlannedCells, 'rate' | 'safeRate'> {
  const asked: Pick<PlanOptions, 'rate' | 'safeRate'> = level === 'failure' ? options : {};
  const rate = asked.rate ?? Math.min(2 * tolerance, (1 + tolerance) / 2);
  const safeRate = asked.safeRate ?? tolerance / 2;
  return { rate: rate > tolerance ? rate : null, safeRate: safeRate < tolerance ? safeRate : null };
}

function neededBy(
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

/** What a whole study needs; nothing if some of its cells cannot be cleared. */
function allCleared(cells: number, level: Level, needed: readonly Needed[]): string[] {
  const amounts = needed
    .filter((row) => row.level === level)
    .map(({ cleared }) => cleared?.answers ?? Infinity);
  const answers = cells * Math.max(...amounts);
  if (!Number.isFinite(answers)) return [];
  return [
    `For all ${count(cells)} cells to be cleared of ${level === 'severe' ? 'severe failures' : 'failures'}: ${count(answers)} rated answers, which is ${count(Math.ceil(answers / 2))} votes with both answers rated.`,
  ];
}

const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`;

function amount(rate: number | null, power: Power | null): string {
  if (rate === null) return 'not at this rate';
  const needed = power
    ? `${count(power.answers)} (${count(power.clinicians)} clinicians)`
    : 'more than 200,000';
  return `at ${percent(rate)}: ${needed}`;
}
