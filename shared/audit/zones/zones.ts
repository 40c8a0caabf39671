import {
  COMPOSITE,
  LEVELS,
  type Level,
  type Protocol,
  toleranceOf,
  type Zone,
} from '../../contracts/index.ts';
import { empiricalBayesPrior, empiricalBayesRate, type RatedCell, upperBound } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Layout } from '../evidence/layout.ts';
import { type ClaimBounds, claimBounds } from '../quality/needless-bounds.ts';
import type { Rate, Rates } from '../rates/rate.ts';
import { criterionName } from '../rates/rates.ts';
import { type VoteInfluence, voteInfluence } from '../rates/vote-influence.ts';
import { alarms } from './alarms.ts';
import { type Clearing, type ClearingSettings, clearings, confirmedUpTo, unratedBounds } from './claims.ts';
import { type Adjusted, adjustedResults } from './zone-control.ts';
import { clearingP, confirmingP } from './zone-tests.ts';

/** A zone with the numbers of its model, specialty and criterion. */
export interface NumberedZone {
  readonly model: number;
  readonly specialty: number;
  readonly criterion: number;
  readonly safetyCritical: boolean;
  readonly zone: Zone;
}

/** The properties that cells on a criterion and level share. */
interface Kind {
  readonly criterion: number;
  readonly safetyCritical: boolean;
  readonly level: Level;
  readonly family: string;
  readonly tolerance: number;
}

/** A tested cell before the adjustment within its family. P-values are null if the cell is not tested. */
interface Tested {
  readonly model: number;
  readonly specialty: number;
  readonly kind: Kind;
  readonly found: Rate;
  /**
   * The rate over the rate without the influence of the vote, if the vote influences all models alike. 1 if the design
   * excludes halo.
   */
  readonly haloFactor: number;
  /** The tolerance for the rated answers that confirms a zone within the bounds for unrated answers and halo. */
  readonly confirmTolerance: number;
  readonly confirmP: number | null;
  readonly clearP: number | null;
}

/**
 * Compares every model × specialty × criterion with a rated answer against its tolerance. Cells with too small an
 * effective n are insufficient and not tested. The others are tested for a rate above the tolerance (confirmed) and,
 * separately and in families, for a rate below it (cleared). A cell that is neither is suspected if its estimate is above
 * the tolerance, and indeterminate otherwise. A combination without a rated answer has no zone. Readers must treat it as
 * insufficient.
 *
 * Both use mid-p tails. Confirming controls zones before the results within them (`zone-control.ts`). Clearing uses
 * Storey's adaptive procedure. Most hypotheses "too dangerous" are false, which Storey's procedure turns into
 * power, while most hypotheses "safe" are true. Simulations support this choice (docs/calibration.md).
 * @see docs/decisions/0090-findings-exist-for-rated-cells.md
 */
export function zones(evidence: Evidence, rates: Rates, protocol: Protocol): NumberedZone[] {
  const bounds = claimBounds(evidence, protocol);
  const decisions = decided(evidence, rates, protocol, { ...bounds, hasTippingPoints: true });
  const shrunken = shrunkenRates(decisions.map(({ cell }) => cell));
  return decisions.map(({ cell, control, clearing, state, alarm }, at) => {
    const { model, specialty, kind, found } = cell;
    const { criterion, safetyCritical, level, family, tolerance } = kind;
    const unrated = cell.confirmP === null ? null : found.unratedAnswers('displayed');
    const upper = upperLimit(found, protocol);
    const limits = unrated && unratedBounds({ ...cell, upper: upper ?? 1, unrated }, protocol, bounds);
    const zone: Zone = {
      model: evidence.models[model]!,
      specialty: evidence.specialties[specialty]!,
      criterion: criterionName(evidence, criterion),
      level,
      family,
      state,
      n: found.n,
      failures: found.failures,
      rate: found.rate,
      interval: found.interval,
      shrunkenRate: shrunken[at]!,
      effectiveN: found.effectiveN > 0 ? found.effectiveN : null,
      conditional: found.conditional,
      pValue: cell.confirmP,
      adjustedP: control.adjustedP,
      zonePValue: control.zoneP,
      zoneAdjustedP: control.zoneAdjustedP,
      clearingAdjustedP: clearing.belowP,
      clearedAdjustedP: clearing.clearedP,
      unratedBounds: limits?.bounds ?? null,
      unratedInterval: limits?.interval ?? null,
      tippingPoint:
        control.largestP === null ? clearing.tippingPoint : confirmedUpTo(cell, tolerance, control.largestP),
      tolerance,
      upperBound: upper,
      aboveToleranceByPoint: found.rate !== null && found.rate > tolerance,
      alarm,
      masked: state === 'confirmed' && isWithin(rates.at(model, null, criterion, level), tolerance, protocol),
    };
    return { model, specialty, criterion, safetyCritical, zone };
  });
}

/** The claims about a rated cell, without the other figures of its zone. */
type ZoneClaim = Pick<Zone, 'model' | 'specialty' | 'criterion' | 'level' | 'state' | 'alarm'>;

/** The claims of {@link zones}, for a caller that audits many looks at a study and reads nothing else. */
export function zoneClaims(evidence: Evidence, rates: Rates, protocol: Protocol): ZoneClaim[] {
  const settings = { ...claimBounds(evidence, protocol), hasTippingPoints: false };
  return decided(evidence, rates, protocol, settings).map(({ cell, state, alarm }) => ({
    model: evidence.models[cell.model]!,
    specialty: evidence.specialties[cell.specialty]!,
    criterion: criterionName(evidence, cell.kind.criterion),
    level: cell.kind.level,
    state,
    alarm,
  }));
}

/** The decisions about all rated cells. */
function decided(evidence: Evidence, rates: Rates, protocol: Protocol, settings: ClearingSettings) {
  const influence = settings.halo ? voteInfluence(evidence) : () => 0;
  const tested = cells(evidence, { rates, influence, bounds: settings }, protocol);
  const confirm = confirmations(tested, evidence.specialties.length, protocol);
  const clear = clearings(
    tested.map((cell) => ({ ...cell, ...cell.kind })),
    protocol,
    settings,
  );
  const watched = tested.map(({ kind, found, confirmP, confirmTolerance }) => ({
    family: kind.family,
    tolerance: confirmTolerance,
    // A zone that depends on one sampling unit has p = 1, so it raises no alarm either.
    rate: confirmP === null || confirmP === 1 ? null : found.rate,
    effectiveN: found.effectiveN,
  }));
  const raised = alarms(watched, protocol.falseDiscoveryRate, familySizes(evidence, protocol));
  return tested.map((cell, at) => {
    const control = confirm[at] ?? UNTESTED;
    const clearing = clear[at]!;
    const state = stateOf(cell, control.adjustedP, clearing, protocol);
    return { cell, control, clearing, state, alarm: raised[at]! };
  });
}

/** One-sided upper bound of a rate. Null if it cannot be estimated. */
const upperLimit = ({ rate, effectiveN }: Rate, { confidence }: Protocol): number | null =>
  effectiveN > 0 ? upperBound(rate! * effectiveN, effectiveN, confidence) : null;

/** Whether the upper bound of a rate is at most the tolerance. */
function isWithin(found: Rate, tolerance: number, protocol: Protocol): boolean {
  const upper = upperLimit(found, protocol);
  return upper !== null && upper <= tolerance;
}

function kindsOf({ criteria, composite }: Layout, protocol: Protocol): Kind[] {
  return Array.from({ length: composite + 1 }, (_, criterion) => criterion).flatMap((criterion) =>
    LEVELS.map((level): Kind => {
      const own = criteria[criterion];
      const members = own ? (own.safetyCritical ? 'safety-critical criteria' : 'other criteria') : COMPOSITE;
      return {
        criterion,
        safetyCritical: own?.safetyCritical ?? true,
        level,
        family: `${level}: ${members}`,
        tolerance: toleranceOf(protocol, own?.id ?? COMPOSITE, level),
      };
    }),
  );
}

/** The number of cells per family, rated or not. */
export function familySizes(
  { models, specialties, layout }: Evidence,
  protocol: Protocol,
): Map<string, number> {
  const sizes = new Map<string, number>();
  const places = models.length * specialties.length;
  if (places === 0) return sizes;
  for (const { family } of kindsOf(layout, protocol)) sizes.set(family, (sizes.get(family) ?? 0) + places);
  return sizes;
}

interface CellsInput {
  readonly rates: Rates;
  readonly influence: VoteInfluence;
  readonly bounds: ClaimBounds;
}

function cells(
  { cells: rated, layout }: Evidence,
  { rates, influence, bounds: { unratedRatio } }: CellsInput,
  protocol: Protocol,
): Tested[] {
  const kinds = kindsOf(layout, protocol);
  const list: Tested[] = [];
  for (const { model, specialty } of rated)
    for (const kind of kinds) {
      const found = rates.at(model, specialty, kind.criterion, kind.level);
      if (found.n === 0) continue;
      const enough = found.rate !== null && found.outcomeFreeN >= protocol.minimumN;
      const unrated = enough ? found.unratedAnswers('displayed') : null;
      const haloFactor = 1 + (unrated?.lean ?? 0) * influence(kind.criterion, kind.level);
      const ofDisplayed = unrated?.toleranceOfRated(kind.tolerance, 1 / unratedRatio) ?? kind.tolerance;
      const confirmTolerance = Math.min(1, ofDisplayed * Math.max(1, haloFactor));
      list.push({
        model,
        specialty,
        kind,
        found,
        haloFactor,
        confirmTolerance,
        confirmP: enough ? confirmingP(found, kind.tolerance, confirmTolerance) : null,
        // A rate that holds only for some outcomes can show harm, but never safety.
        clearP: enough && !found.conditional ? clearingP(found, kind.tolerance) : null,
      });
    }
  return list;
}

/** Groups the indices of a list by key, in the order of first occurrence. */
function placesBy<T, K>(list: readonly T[], keyOf: (member: T) => K | null): Map<K, number[]> {
  const places = new Map<K, number[]>();
  for (const [at, member] of list.entries()) {
    const key = keyOf(member);
    if (key === null) continue;
    const known = places.get(key);
    if (known) known.push(at);
    else places.set(key, [at]);
  }
  return places;
}

/** The p-values of a cell that is not tested. */
const UNTESTED = { zoneP: null, zoneAdjustedP: null, adjustedP: null, largestP: null };

/** The adjusted p-values of the tested cells, by place in the list. */
function confirmations(
  tested: readonly Tested[],
  specialties: number,
  protocol: Protocol,
): (Adjusted | undefined)[] {
  const places = [...tested.keys()].filter((at) => tested[at]!.confirmP !== null);
  const adjusted = adjustedResults(
    places.map((at) => {
      const { model, specialty, kind, confirmP } = tested[at]!;
      const { safetyCritical, family, level } = kind;
      return { zone: model * specialties + specialty, safetyCritical, family, level, p: confirmP! };
    }),
    protocol,
  );
  const found: (Adjusted | undefined)[] = [];
  for (const [i, at] of places.entries()) found[at] = adjusted[i]!;
  return found;
}

function stateOf(
  { confirmP, found, kind: { tolerance } }: Tested,
  confirm: number | null,
  { belowP, clearedP }: Clearing,
  { falseDiscoveryRate: q }: Protocol,
): Zone['state'] {
  if (confirmP === null) return 'insufficient';
  if (confirm !== null && confirm <= q) return 'confirmed';
  if (clearedP !== null && clearedP <= q) return 'cleared';
  if (belowP !== null && belowP <= q) return 'below tolerance';
  return found.rate! > tolerance ? 'suspected' : 'indeterminate';
}

/** Rates shrunk towards the mean over the cells of a criterion and level. Null without an effective n. */
function shrunkenRates(tested: readonly Tested[]): (number | null)[] {
  const kinds = placesBy(tested, ({ kind, found }) => (found.effectiveN > 0 ? kind : null));
  const rates = new Array<number | null>(tested.length).fill(null);
  const cellOf = (at: number): RatedCell => {
    const { rate, effectiveN } = tested[at]!.found;
    return { n: effectiveN, k: rate! * effectiveN };
  };
  for (const members of kinds.values()) {
    const prior = empiricalBayesPrior(members.map(cellOf));
    for (const at of members) rates[at] = prior && empiricalBayesRate(cellOf(at), prior);
  }
  return rates;
}
