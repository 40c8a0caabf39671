import type { Mapping, Scale } from '../../contracts/index.ts';
import { isObject, quote } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** Returns the declared scale of a criterion. Undefined for scores from -2 to 2. */
export type ScaleOf = (criterion: string) => Scale | undefined;

export const scaleOfMapping =
  ({ scale, scales = {} }: Mapping): ScaleOf =>
  (criterion) =>
    Object.hasOwn(scales, criterion) ? scales[criterion] : scale;

interface Range {
  /** The smallest and the greatest number, as the file has them. */
  least: number;
  greatest: number;
  /** How many numbers there are on the scale, above it, and below it. */
  on: number;
  above: number;
  below: number;
  /** Whether some number is below the middle of the scale, or above it. */
  hasLow: boolean;
  hasHigh: boolean;
}

/**
 * Up to this number and share of the scores may lie off a declared scale by mistake, such as a total. They become rejects. If
 * no scale is declared, nobody has looked at the scores.
 */
const MAX_MISTAKES = 1;
const MAX_MISTAKEN_SHARE = 0.01;

const MAX_CRITERIA = 1000;
const NUMBER = /^\s*[-+]?\d{1,9}(?:[.,]\d{1,9})?\s*$/;

/**
 * The range of a file's scores by criterion. Scores from 3 to 5 and none below 1 are not on a scale from -2 to 2: the scores
 * of 1 and 2 among them would count as good ones.
 */
export class ScoreRange {
  readonly #scaleOf: ScaleOf;
  readonly #ranges = new Map<string, Range>();

  constructor(scaleOf: ScaleOf) {
    this.#scaleOf = scaleOf;
  }

  /** @param event as it was made, with numbers for scores on the scale, and texts for others */
  add(event: unknown): void {
    if (!isObject(event) || !isObject(event.scores)) return;
    if (event.kind === 'rating') this.#addCard(event.scores);
    else for (const card of Object.values(event.scores)) if (isObject(card)) this.#addCard(card);
  }

  #addCard(card: object): void {
    for (const [criterion, score] of Object.entries(card)) this.#addScore(criterion, score);
  }

  #addScore(criterion: string, score: unknown): void {
    const scale = this.#scaleOf(criterion);
    if (scale && 'values' in scale) return;
    const { worst, best, step } = lineOf(scale);
    const isOn = typeof score === 'number' && Math.abs(score) <= 2;
    const given = isOn ? worst + (score - (scale?.to[0] ?? -2)) * step : numberIn(score);
    if (Number.isNaN(given)) return;
    let range = this.#ranges.get(criterion);
    if (!range) {
      if (this.#ranges.size >= MAX_CRITERIA) return;
      range = { ...NO_SCORE };
      this.#ranges.set(criterion, range);
    }
    const middle = (worst + best) / 2;
    range.least = Math.min(range.least, given);
    range.greatest = Math.max(range.greatest, given);
    if (isOn) range.on += 1;
    else if (given > Math.max(worst, best)) range.above += 1;
    else if (given < Math.min(worst, best)) range.below += 1;
    range.hasLow ||= given < middle;
    range.hasHigh ||= given > middle;
  }

  /** @throws UnreadableFile with the remedy, if the scores of a criterion are on another scale */
  check(): void {
    for (const [criterion, range] of this.#ranges) {
      const scale = this.#scaleOf(criterion);
      if (!isOfAnotherScale(range, scale !== undefined)) continue;
      const { least, greatest } = range;
      const { worst, best } = lineOf(scale);
      throw new UnreadableFile(
        `its scores of ${quote(criterion)} run from ${least} to ${greatest}, and the scale ${scale ? 'of its mapping' : 'of Primum'}` +
          ` from ${Math.min(worst, best)} to ${Math.max(worst, best)}: declare their scale in a mapping, as "scale": {"from":` +
          ' [1, 5], "to": [-2, 2]}, with the worst score first, and codes for missing scores as "missing": [99].' +
          ' `primum inspect <file>` writes a draft.',
        { countsNothing: true },
      );
    }
  }
}

/** Whether scores lie beyond one end of the scale, and none in its other half, although some would count. */
function isOfAnotherScale({ on, above, below, hasLow, hasHigh }: Range, isDeclared: boolean): boolean {
  const beyond = (hasLow ? 0 : above) + (hasHigh ? 0 : below);
  const mistakes = isDeclared ? Math.max(MAX_MISTAKES, (on + above + below) * MAX_MISTAKEN_SHARE) : 0;
  return on > 0 && beyond > mistakes;
}

const NO_SCORE: Range = {
  least: Number.POSITIVE_INFINITY,
  greatest: Number.NEGATIVE_INFINITY,
  on: 0,
  above: 0,
  below: 0,
  hasLow: false,
  hasHigh: false,
};

/** The ends of a scale of whole steps, and its step towards the best end. */
function lineOf(scale: Scale | undefined) {
  const [worst, best] = scale && 'from' in scale ? scale.from : [-2, 2];
  return { worst, best, step: Math.sign(best - worst) };
}

function numberIn(score: unknown): number {
  if (typeof score === 'number') return score;
  return typeof score === 'string' && NUMBER.test(score) ? Number(score.replace(',', '.')) : Number.NaN;
}
