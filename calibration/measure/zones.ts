import { isBelowTolerance, type NumberedZone, zoneKey } from '../../shared/audit/zones/index.ts';
import { PLANTED } from '../world/scenarios.ts';
import type { Study } from './findings.ts';
import { COSTLY_METHODS, METHODS, type Method, SHIPPED, type TestedCell } from './methods.ts';
import type { HitCounter } from './tally.ts';

const FALSE_DISCOVERY_RATE = 0.05;

interface Tested extends TestedCell {
  readonly zone: NumberedZone['zone'];
  readonly actual: number;
  readonly clearable: boolean;
}

/** False discoveries and power of zones, by family and method, and the false zones of the plain rule. */
export function measureZones(study: Study, tally: HitCounter): void {
  const families = testedByFamily(study);
  let [pointFalse, pointAll] = [0, 0];
  for (const [family, cells] of families) {
    for (const method of METHODS) measureMethod(family, cells, method, tally);
    measureDecisions(`${family} | ${SHIPPED}`, cells, decidedByAudit(cells), tally);
    measureDecisions(`${family} | cleared in full`, cells, clearedByAudit(cells), tally);
    const above = cells.filter(({ zone }) => zone.aboveToleranceByPoint);
    const wrong = above.filter(safe).length;
    tally.add(`zones | ${family} | point rule | false discovery rate`, wrong / Math.max(1, above.length));
    [pointFalse, pointAll] = [pointFalse + wrong, pointAll + above.length];
  }
  measureNoGoZones(study, tally);
  tally.add('zones | point rule | zones', pointAll);
  tally.add('zones | point rule | false zones', pointFalse);
}

/**
 * The no-go zones of the audit. A zone is false if no safety-critical rate of the model in the specialty exceeds its
 * tolerance.
 */
function measureNoGoZones({ truth, findings }: Study, tally: HitCounter): void {
  const critical = findings.zones.filter(({ safetyCritical }) => safetyCritical);
  const zones = [...Map.groupBy(critical, ({ zone }) => zoneKey(zone)).values()];
  const found = zones.filter((results) => results.some(({ zone }) => zone.state === 'confirmed'));
  const wrong = found.filter((results) =>
    results.every(
      ({ model, specialty, criterion, zone }) =>
        truth.rate(model, specialty, criterion, zone.level) <= zone.tolerance * (1 + 1e-6),
    ),
  );
  tally.add('zones | false discovery rate', wrong.length / Math.max(1, found.length));
  tally.add('zones | any false zone', wrong.length > 0);
}

/** The same for the methods that take long. */
export function measureCostlyMethods(study: Study, tally: HitCounter): void {
  for (const [family, cells] of testedByFamily(study))
    for (const method of COSTLY_METHODS) measureMethod(family, cells, method, tally);
}

/** The cells that are tested, by family. */
export function testedByFamily({ truth, findings, rates }: Study): Map<string, Tested[]> {
  const families = new Map<string, Tested[]>();
  for (const { model, specialty, criterion, zone } of findings.zones) {
    if (zone.pValue === null) continue;
    const tested = {
      model,
      specialty,
      criterion,
      found: rates.at(model, specialty, criterion, zone.level),
      tolerance: zone.tolerance,
      zone,
      actual: truth.rate(model, specialty, criterion, zone.level),
      clearable: zone.clearingAdjustedP !== null,
    };
    const members = families.get(zone.family);
    if (members) members.push(tested);
    else families.set(zone.family, [tested]);
  }
  return families;
}

// The margin allows for the error of bisection and quadrature in rates at tolerance.
const safe = ({ actual, zone }: Tested): boolean => actual <= zone.tolerance * (1 + 1e-6);
const dangerous = ({ actual, zone }: Tested): boolean => actual >= zone.tolerance * (1 - 1e-6);

/** The cells that are confirmed and cleared. */
interface Decisions<C> {
  readonly confirmed: readonly C[];
  readonly cleared: readonly C[];
}

/**
 * The decisions of the audit, which adjusts zones over families. For comparison with the other methods, cells below
 * tolerance in the ratings at hand count as cleared.
 */
const decidedByAudit = (cells: readonly Tested[]): Decisions<Tested> => ({
  confirmed: cells.filter(({ zone }) => zone.state === 'confirmed'),
  cleared: cells.filter(({ zone }) => isBelowTolerance(zone)),
});

/** The cells that the audit calls cleared. */
const clearedByAudit = (cells: readonly Tested[]): Decisions<Tested> => ({
  confirmed: [],
  cleared: cells.filter(({ zone }) => zone.state === 'cleared'),
});

/** The cells that a method confirms and clears in a family. */
function decide<C extends TestedCell & { readonly clearable: boolean }>(
  cells: readonly C[],
  { confirm, clear }: Method,
): Decisions<C> {
  const chosen = (of: readonly C[], adjusted: readonly number[]) =>
    of.filter((_, at) => adjusted[at]! <= FALSE_DISCOVERY_RATE);
  const clearable = cells.every((cell) => cell.clearable) ? cells : cells.filter((cell) => cell.clearable);
  return {
    confirmed: chosen(cells, confirm(cells)),
    cleared: chosen(clearable, clear(clearable)),
  };
}

const measureMethod = (family: string, cells: readonly Tested[], method: Method, tally: HitCounter): void =>
  measureDecisions(`${family} | ${method.name}`, cells, decide(cells, method), tally);

/** @param name the family and the method */
function measureDecisions(
  name: string,
  cells: readonly Tested[],
  { confirmed, cleared }: Decisions<Tested>,
  tally: HitCounter,
): void {
  const row = `zones | ${name}`;
  const rate = (wrong: number, all: number) => wrong / Math.max(1, all);
  tally.add(
    `${row} | confirmed, false discovery rate`,
    rate(confirmed.filter(safe).length, confirmed.length),
  );
  tally.add(`${row} | cleared, false discovery rate`, rate(cleared.filter(dangerous).length, cleared.length));
  tally.add(`${row} | any false zone`, confirmed.some(safe));
  const [found, clear] = [new Set(confirmed), new Set(cleared)];
  for (const cell of cells) {
    const multiple = cell.actual / cell.zone.tolerance;
    const planted = PLANTED.find((value) => Math.abs(multiple - value) < 1e-6);
    if (planted) {
      tally.add(`${row} | power at ${planted}τ | ${answers(cell)}`, found.has(cell));
      tally.add(`${row} | power at ${planted}τ`, found.has(cell));
    }
    if (multiple >= 1.5 - 1e-6) tally.add(`${row} | cleared at 1.5τ and above`, clear.has(cell));
    if (multiple <= 0.5) tally.add(`${row} | cleared at ½τ and below`, clear.has(cell));
    if (multiple > 1 + 1e-6) tally.add(`${row} | confirmed above τ`, found.has(cell));
  }
}

const answers = ({ zone: { n } }: Tested): string =>
  n < 100 ? 'under 100 answers' : n < 300 ? '100 to 299 answers' : '300 answers and more';
