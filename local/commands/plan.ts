import Table from 'cli-table3';
import type { Protocol } from '../../shared/contracts/protocol.ts';
import { GROUPS } from '../../shared/contracts/pseudonym.ts';
import { answersNeeded, type Power } from '../../shared/stats/power.ts';
import { readProtocol } from '../protocol-file.ts';
import { count, usageError } from '../terminal.ts';

export interface PlanOptions {
  readonly models?: number;
  readonly specialties?: number;
  /** Failure rates, between 0 and 1. */
  readonly tolerance?: number;
  readonly rate?: number;
  readonly safeRate?: number;
  readonly icc: number;
  readonly answersPerClinician: number;
  readonly power: number;
  readonly protocol?: string;
}

/** `primum plan`: how many rated answers a study needs, told before there are any. */
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
  const tolerance = options.tolerance ?? protocol.tolerance.failure;
  const [rate, safeRate] = [options.rate ?? Math.min(0.99, 2 * tolerance), options.safeRate ?? tolerance / 2];
  if (rate <= tolerance)
    throw usageError(
      `--rate must be above the tolerance of ${tolerance}: what is to be cleared is --safe-rate`,
    );
  if (safeRate >= tolerance) throw usageError(`--safe-rate must be below the tolerance of ${tolerance}`);

  const cells = models * specialties;
  const critical = protocol.criteria.filter((criterion) => criterion.safetyCritical).length;
  const families: [string, number][] = [
    [`a safety-critical criterion (${critical} of them)`, cells * critical],
    ['the composite', cells],
  ];
  const table = new Table({
    head: [
      'a cell of',
      'cells in its family',
      `confirmed at ${percent(rate)}`,
      `cleared at ${percent(safeRate)}`,
    ],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const needed = (hypotheses: number, trueRate: number) =>
    answersNeeded({
      tolerance,
      rate: trueRate,
      hypotheses,
      level: protocol.falseDiscoveryRate,
      icc,
      answersPerClinician,
      groups: GROUPS,
      power,
    });
  for (const [name, size] of families)
    table.push([name, count(size), amount(needed(size, rate)), amount(needed(size, safeRate))]);
  const most = families.map(([, size]) => needed(size, safeRate)).reduce(larger);
  return [
    `Rated answers that one cell (a model in a specialty) needs, with tolerance ${percent(tolerance)}, to be shown with a chance of ${percent(power)}:`,
    table.toString(),
    ...(most
      ? [
          `For all ${count(cells)} cells to be cleared: ${count(cells * most.answers)} rated answers, which is ${count(Math.ceil((cells * most.answers) / 2))} votes with both answers rated.`,
        ]
      : []),
    `Assumed: each clinician rates ${answersPerClinician} answers in a cell, and answers of one clinician resemble each other`,
    `by an intraclass correlation of ${icc}. Each number is for the only finding of its family, at a false discovery rate of`,
    `${percent(protocol.falseDiscoveryRate)} (${protocol.multiplicity}): with more findings less is needed. Not counted: that clearing uses sharper tests, that clinicians`,
    `rate very different amounts, and that a zone must stand without any one of the ${GROUPS} groups of clinicians. In simulated`,
    `studies in which a few clinicians gave most ratings, confirming took 1.1 to 1.4 times these numbers, and clearing 0.4 to 0.6`,
    `times (docs/statistics.md). Severe failures, with their lower tolerance, need more.`,
  ].join('\n');
}

const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`;

const amount = (power: Power | null): string =>
  power ? `${count(power.answers)} (${count(power.clinicians)} clinicians)` : 'more than 200,000';

const larger = (a: Power | null, b: Power | null): Power | null =>
  a && b ? (a.answers < b.answers ? b : a) : null;
