import { type Evidence, standings } from '../../shared/audit/evidence/index.ts';
import { type Rate, rateOf } from '../../shared/audit/rates/index.ts';
import { adjustedResults, alarms, confirmingP } from '../../shared/audit/zones/index.ts';
import {
  COMPOSITE,
  LEVELS,
  type Level,
  type Protocol,
  toleranceOf,
  unratedRatioOf,
} from '../../shared/contracts/index.ts';
import { upperTail } from '../../shared/stats/index.ts';
import type { Drawn } from '../world/draw.ts';
import type { Sampling } from '../world/units.ts';
import { RunningCells } from './running-cells.ts';

/** A model × specialty × criterion × level that is tested at every look. */
interface WatchedCell {
  readonly model: number;
  readonly specialty: number;
  readonly criterion: number;
  readonly level: Level;
  readonly tolerance: number;
  readonly family: string;
  readonly safetyCritical: boolean;
  /** The key of the model in the specialty. */
  readonly zone: number;
}

/**
 * The cells that the audit would confirm, and raise an alarm on, at one look: positions in {@link DailyZones.cells}.
 */
export interface Look {
  readonly confirmed: readonly number[];
  readonly alarms: readonly number[];
}

/**
 * A cell counts with p = 1 if its unweighted answers, treated as independent, have a larger p: it would not be rejected.
 */
const HOPELESS = 0.1;

/**
 * The confirmed zones and alarms of the audit at successive looks, computed far faster than by the audit itself.
 * Counts are updated from look to look. Only cells that may be rejected are tested as the audit tests them. Whether a
 * cell has enough answers is decided without the weights of their outcomes. This is correct if ratings do not depend
 * on outcomes. A test compares the result with the audit.
 */
export class DailyZones {
  readonly cells: readonly WatchedCell[];
  readonly #evidence: Evidence;
  readonly #protocol: Protocol;
  readonly #running: RunningCells;

  /** @param evidence its blocks are updated while this object is in use */
  constructor(evidence: Evidence, protocol: Protocol, sampling: Sampling) {
    this.#evidence = evidence;
    this.#protocol = protocol;
    this.cells = cellsOf(evidence, protocol);
    const shape = { specialties: evidence.specialties.length, cells: this.cells.length };
    this.#running = new RunningCells(shape, protocol.criteria, sampling);
  }

  count(judgment: Drawn): void {
    this.#running.count(judgment);
  }

  look(): Look {
    const { falseDiscoveryRate: q, minimumN, confidence } = this.#protocol;
    const { layout } = this.#evidence;
    const correlations = this.#running.correlations();
    const examined: number[] = [];
    const ratio = unratedRatioOf(this.#protocol);
    const tested = new Map<number, { found: Rate; tolerance: number; p: number }>();
    for (const [at, { model, specialty, criterion, level, tolerance }] of this.cells.entries()) {
      const icc = correlations[at % correlations.length]!;
      const n = this.#running.effectiveN(at, icc);
      if (n < minimumN) continue;
      examined.push(at);
      const rate = this.#running.rate(at);
      if (rate < 0.9 * tolerance || upperTail(rate * n, n, tolerance) > HOPELESS) continue;
      const block = this.#evidence.block(model, specialty);
      const kind = { layout, criterion, level, confidence, lentFreedom: 0 };
      const standing = standings(block, layout)[criterion]!;
      const found = rateOf({ block, kind, icc, standing, byItem: null });
      const own = found.unratedAnswers('displayed')!.toleranceOfRated(tolerance, 1 / ratio);
      tested.set(at, { found, tolerance: own, p: confirmingP(found, tolerance, own) });
    }
    const watched = this.cells.map(({ family, tolerance }, at) => {
      const cell = tested.get(at);
      return cell && cell.p < 1
        ? { family, tolerance: cell.tolerance, rate: cell.found.rate, effectiveN: cell.found.effectiveN }
        : { family, tolerance, rate: null, effectiveN: 0 };
    });
    const adjusted = adjustedResults(
      examined.map((at) => ({ ...this.cells[at]!, p: tested.get(at)?.p ?? 1 })),
      this.#protocol,
    );
    const confirmed = examined.filter((_, i) => adjusted[i]!.adjustedP <= q);
    return { confirmed, alarms: alarms(watched, q).flatMap((raised, at) => (raised ? [at] : [])) };
  }
}

function cellsOf({ models, specialties, layout }: Evidence, protocol: Protocol): WatchedCell[] {
  return [...models.keys()].flatMap((model) =>
    [...specialties.keys()].flatMap((specialty) =>
      Array.from({ length: layout.composite + 1 }, (_, criterion) => criterion).flatMap((criterion) => {
        const own = layout.criteria[criterion];
        const kind = own ? (own.safetyCritical ? 'safety-critical criteria' : 'other criteria') : COMPOSITE;
        return LEVELS.map((level) => ({
          model,
          specialty,
          criterion,
          level,
          tolerance: toleranceOf(protocol, own?.id ?? COMPOSITE, level),
          family: `${level}: ${kind}`,
          safetyCritical: own?.safetyCritical ?? true,
          zone: model * specialties.length + specialty,
        }));
      }),
    ),
  );
}
