import type { slots } from '../../ledger/cells/index.ts';
import type { Evidence, UnitCounts } from './evidence.ts';
import { type PairRow, type PairVotesBuilder, pairVotesBuilder } from './pair-votes.ts';
import type { SamplingUnits } from './scope.ts';
import {
  type CrossedUnit,
  countedSparse,
  type FurtherUnit,
  type JoinedAnswers,
  joined,
  type SparseAnswers,
  SparseAnswersBuilder,
} from './sparse-answers.ts';
import { VoteSumsBuilder, type VoteTally } from './vote-sums.ts';

/** A row with the numbers of its units and names. In a row of a single model, y is x. */
interface CrossedRow {
  readonly units: Readonly<Record<'unit' | FurtherUnit, number>>;
  readonly x: number;
  readonly y: number;
  readonly specialty: number;
}

/** The final numbers of the names, by the numbers under which they were added. */
interface NewNumbers {
  readonly models: ArrayLike<number>;
  readonly specialties: ArrayLike<number>;
  readonly numberOfSpecialties: number;
}

/** Sums up the counts of rows by other units than the main ones. */
interface CrossedGathering {
  /** Begins a row. The result takes the counts of its answers. */
  begin(row: CrossedRow): { put(side: slots.Side, entry: number, count: number): void };
  /** Adds the votes of the row that began last, with its models in the order of their names. */
  addVotes(row: PairRow, tally: VoteTally): void;
  build(numbers: NewNumbers): Pick<Evidence, 'items' | 'further'>;
}

/** The counts by other units of a study that has none. */
export const NO_OTHER_UNITS: Pick<Evidence, 'items' | 'further'> = { items: null, further: [] };

/** Returns null if the study has no other units. */
export function crossedGathering({
  items,
  further,
}: Pick<SamplingUnits, 'items' | 'further'>): CrossedGathering | null {
  const stored: readonly CrossedUnit[] = [
    ...(items === null ? [] : (['item', 'intersection'] as const)),
    ...further,
  ];
  if (stored.length === 0) return null;
  const intersections = new Map<number, number>();
  /** By model and specialty. */
  const answers: SparseAnswersBuilder[][] = [];
  const kinds = { item: new VotesByUnit(), intersection: new VotesByUnit() };
  let current = { item: 0, intersection: 0, specialty: 0 };
  const answersOf = (model: number, specialty: number): SparseAnswersBuilder => {
    answers[model] ??= [];
    answers[model][specialty] ??= new SparseAnswersBuilder(stored);
    return answers[model][specialty];
  };
  return {
    begin({ units, x, y, specialty }) {
      current = { item: units.item, intersection: 0, specialty };
      if (items !== null) {
        const key = units.unit * items + units.item;
        current.intersection = intersections.get(key) ?? intersections.size;
        intersections.set(key, current.intersection);
      }
      const unitOf = (kind: CrossedUnit) => (kind === 'intersection' ? current.intersection : units[kind]);
      const sides = { x: answersOf(x, specialty), y: answersOf(y, specialty) };
      sides.x.begin(unitOf);
      if (sides.y !== sides.x) sides.y.begin(unitOf);
      return { put: (side, entry, count) => sides[side].put(entry, count) };
    },
    addVotes(row, tally) {
      if (items === null) return;
      for (const kind of ['item', 'intersection'] as const)
        kinds[kind].add({ ...row, unit: current[kind] }, current.specialty, tally);
    },
    build(numbers) {
      const cells = new Map<number, Map<number, SparseAnswers>>();
      for (const [model, own] of answers.entries())
        for (const [specialty, builder] of (own ?? []).entries()) {
          if (!builder) continue;
          const ofModel = cells.get(numbers.models[model]!) ?? new Map<number, SparseAnswers>();
          ofModel.set(numbers.specialties[specialty]!, builder.build());
          delete own[specialty];
          cells.set(numbers.models[model]!, ofModel);
        }
      return {
        items:
          items === null
            ? null
            : {
                byItem: kinds.item.build('item', items, cells, numbers),
                byIntersection: kinds.intersection.build('intersection', intersections.size, cells, numbers),
              },
        further: further.map((kind) => countedOf(kind, cells)),
      };
    },
  };
}

/** The votes by one kind of unit. */
class VotesByUnit {
  readonly #pairs: PairVotesBuilder[] = [];
  readonly #votes = new VoteSumsBuilder();

  add(row: PairRow, specialty: number, tally: VoteTally): void {
    this.#pairs[specialty] ??= pairVotesBuilder();
    this.#pairs[specialty].add(row);
    this.#votes.add(row.unit, tally);
  }

  build(
    kind: CrossedUnit,
    units: number,
    cells: ReadonlyMap<number, ReadonlyMap<number, SparseAnswers>>,
    { models, specialties, numberOfSpecialties }: NewNumbers,
  ): UnitCounts {
    const builders = new Array<PairVotesBuilder | undefined>(numberOfSpecialties);
    for (const [specialty, builder] of this.#pairs.entries()) builders[specialties[specialty]!] = builder;
    return {
      units,
      pairs: Array.from(builders, (builder) => (builder ?? pairVotesBuilder()).build(models)),
      votes: this.#votes.build(units),
      counted: countedOf(kind, cells),
    };
  }
}

/** Counts answers of a cell, of a model, or of all models in all specialties. */
export function countedOf(
  kind: CrossedUnit,
  cells: ReadonlyMap<number, ReadonlyMap<number, SparseAnswers>>,
): UnitCounts['counted'] {
  const known = new Map<number | null, JoinedAnswers>();
  const whole = (model: number | null): JoinedAnswers => {
    const found =
      known.get(model) ??
      joined(
        model === null
          ? [...cells.values()].flatMap((own) => [...own.values()])
          : [...(cells.get(model)?.values() ?? [])],
        kind,
      );
    known.set(model, found);
    return found;
  };
  const single = (model: number, specialty: number): JoinedAnswers => {
    const found = cells.get(model)?.get(specialty);
    return joined(found ? [found] : [], kind);
  };
  return (model, specialty, coefficients) =>
    countedSparse(
      model === null || specialty === null ? whole(model) : single(model, specialty),
      coefficients,
    );
}
