import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Cell, type FrozenCriterion, GROUPS } from '../../shared/ledger/cells/index.ts';
import { cellWriter } from './cell-writer.ts';

/** Number of cells generated at a time. */
const CELLS_PER_BATCH = 200;

/** The size of a generated study. */
export interface CellScale {
  readonly models: number;
  readonly specialties: number;
  readonly judgments: number;
}

/**
 * The cells of a generated study, as a store would return them after the given number of judgments. No judgment is held
 * in memory. As in real studies, a few models, specialties and groups have most of the votes. The most preferred models
 * are not the safest, and every twentieth model × specialty is dangerous.
 */
export function* madeCells(
  { models, specialties, judgments }: CellScale,
  criteria: readonly FrozenCriterion[],
  seed = 1,
): Generator<Cell[]> {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const write = cellWriter(criteria, uniform);
  const modelNames = numberedNames('model', models);
  const drawModel = weightedSampler(shares(models, 10), uniform);
  const ofGroup = shares(GROUPS, 8);
  for (const [specialty, ofSpecialty] of shares(specialties, 5).entries()) {
    const risk = modelNames.map(
      (_, model) => 0.02 + 0.1 * uniform() + ((model + specialty) % 20 === 0 ? 0.3 : 0),
    );
    const name = `specialty ${padded(specialty)}`;
    for (const [group, share] of ofGroup.entries()) {
      // Fractions of a judgment are rounded at random, so that the sizes add up.
      const pairs = new Uint32Array(Math.floor(judgments * ofSpecialty * share + uniform()));
      for (const at of pairs.keys()) pairs[at] = drawPair(drawModel, models);
      pairs.sort();
      let cells: Cell[] = [];
      for (let from = 0, to = 0; from < pairs.length; from = to) {
        const pair = pairs[from]!;
        while (to < pairs.length && pairs[to] === pair) to++;
        const [x, y] = [Math.floor(pair / models), pair % models];
        const counts = write(to - from, { appeal: (y - x) / models, riskX: risk[x]!, riskY: risk[y]! });
        if (cells.length === CELLS_PER_BATCH) {
          yield cells;
          cells = [];
        }
        cells.push({ group, specialty: name, x: modelNames[x]!, y: modelNames[y]!, counts });
      }
      yield cells;
    }
  }
}

const padded = (number: number): string => number.toString().padStart(4, '0');
const numberedNames = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, number) => `${what} ${padded(number)}`);

/** Shares that fall as 1/(i + head). A smaller head gives larger shares to the first ones. */
function shares(count: number, head: number): number[] {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + head));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Draws from 0 … n − 1 according to their shares, to a thousandth of the average share. */
function weightedSampler(weights: readonly number[], uniform: () => number): () => number {
  const resolution = weights.length * 1000;
  const table = weights.flatMap((share, i) => new Array<number>(Math.round(share * resolution)).fill(i));
  return () => table[Math.floor(uniform() * table.length)]!;
}

/** Index x·models + y of two different models, with x before y. */
function drawPair(drawModel: () => number, models: number): number {
  for (;;) {
    const [a, b] = [drawModel(), drawModel()];
    if (a !== b) return Math.min(a, b) * models + Math.max(a, b);
  }
}
