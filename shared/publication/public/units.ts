import type { Protocol } from '../../contracts/index.ts';
import { countedNames } from '../../contracts/index.ts';
import { type FrozenCriterion, type Pseudonym, tally } from '../../ledger/cells/index.ts';
import type { LedgerRow } from '../../ledger/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { type Figures, figureKey, figuresOf, type UnitFigures, unitFigures } from './figures.ts';

/** The figures of each clinician of a group. */
type ClinicianFigures = ReadonlyMap<Pseudonym, UnitFigures>;

/** A reading of the ledger that keeps the figures of each clinician. */
export interface CliniciansReading {
  /** Starts or restarts a group of clinicians. Returns a function that takes the judgments of the group. */
  begin(group: number): (row: LedgerRow) => void;
  readonly groups: ReadonlyMap<number, ClinicianFigures>;
}

/** Begins units of a study, under the names of its protocol. */
export function unitsOf(criteria: readonly FrozenCriterion[], protocol: Protocol): () => UnitFigures {
  const { models, specialties } = countedNames(protocol);
  return () => unitFigures(criteria, { models, specialties });
}

export function cliniciansReading(
  criteria: readonly FrozenCriterion[],
  newUnit: () => UnitFigures,
): CliniciansReading {
  const groups = new Map<number, Map<Pseudonym, UnitFigures>>();
  return {
    groups,
    begin(number) {
      const group = new Map<Pseudonym, UnitFigures>();
      groups.set(number, group);
      return ({ clinician, entry }) => {
        const unit = group.get(clinician) ?? newUnit();
        group.set(clinician, unit);
        for (const { counts, ...cell } of tally(entry.judgment, criteria)) unit.add(cell, counts);
      };
    },
  };
}

const WHOLE = figureKey(null, null, 'seen');
const hashOf = (unit: UnitFigures | undefined): number => unit?.parts.get(WHOLE)?.hash ?? 0;

/**
 * The figures of a study with the units behind them. The units of a group are its clinicians, if their sum is
 * exactly the counters of which the audit was made. Otherwise, votes arrived in between, or the ledger was not read. The
 * whole group then counts as one unit, so that the number of units is never above the number of clinicians.
 *
 * @param counters the figures of each group from the counters of the audit
 * @param clinicians null if the ledger was not read
 */
export function studyFigures(
  counters: ReadonlyMap<number, UnitFigures>,
  clinicians: CliniciansReading['groups'] | null,
): Figures {
  const units = [...counters].flatMap(([number, whole]) => {
    const own = clinicians?.get(number);
    const sum = [...(own?.values() ?? [])].reduce((total, unit) => (total + hashOf(unit)) >>> 0, 0);
    if (!own || sum !== hashOf(whole)) return [whole];
    return [...own].sort(([a], [b]) => byCodeUnit(a, b)).map(([, unit]) => unit);
  });
  return figuresOf(units.map(({ parts }) => parts));
}
