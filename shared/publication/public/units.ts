import { countedNames, type Protocol } from '../../contracts/index.ts';
import type { Cell, FrozenCriterion } from '../../ledger/cells/index.ts';
import { type Figures, figuresOf, type UnitFigures, unitFigures } from './figures.ts';

/** Collects the figures of a study by unit. */
export interface StudyUnits {
  /** Adds counts of a unit: a clinician, or a group of clinicians. */
  add(unit: number, cell: Omit<Cell, 'group'>): void;
  readonly figures: () => Figures;
}

/** Begins to collect, under the names of the protocol. */
export function studyUnits(criteria: readonly FrozenCriterion[], protocol: Protocol): StudyUnits {
  const names = countedNames(protocol);
  const units = new Map<number, UnitFigures>();
  return {
    add(number, cell) {
      const unit = units.get(number) ?? unitFigures(criteria, names);
      units.set(number, unit);
      unit.add(cell, cell.counts);
    },
    figures: () => figuresOf([...units].sort(([a], [b]) => a - b).map(([, { parts }]) => parts)),
  };
}
