/**
 * What recording costs and how fast it can go, from the shape of a study. Write units are DynamoDB's: one for each KB
 * of an item, two in a transaction. Judgments are votes with the scores of both answers; items stay below 1 KB.
 */
export interface Shape {
  readonly models: number;
  readonly specialties: number;
  readonly clinicians: number;
  /** Judgments of the whole study. */
  readonly judgments: number;
}

/** Groups of clinicians: the partitions of a study's counters. */
export const GROUPS = 32;
/** Actions of a transaction. */
const ACTIONS = 100;
const TRANSACTIONAL = 2;
/** Share of a clinician's judgments in the own specialty, and the squared coefficient of variation of their numbers. */
const OWN_SPECIALTY = 0.85;
const ACTIVITY_CV2 = Math.exp(1.1 ** 2) - 1;

/** Cells that a study can have: pairs of models × specialties × groups. */
export const cellsOf = ({ models, specialties }: Shape): number =>
  ((models * (models - 1)) / 2) * specialties * GROUPS;

/**
 * Squared coefficient of variation of how much falls into a group and specialty: of few clinicians, some busy and some
 * not, (1 + cv²) / clinicians, as far as they keep to their specialty.
 */
const unevenness = ({ clinicians, specialties }: Shape): number =>
  ((1 + ACTIVITY_CV2) * GROUPS * specialties * OWN_SPECIALTY ** 2) / clinicians;

/**
 * Different cells that n judgments fall into. Numbers in a cell are Poisson with a rate that varies between cells as a
 * gamma: negative binomial, of which a share of (1 + v·n/C)^(−1/v) is zero.
 */
export function distinctCells(shape: Shape, n: number): number {
  const cells = cellsOf(shape);
  const v = unevenness(shape);
  return cells * (1 - (1 + (v * n) / cells) ** (-1 / v));
}

/** Write units for each judgment, by what they are spent on. */
export interface Units {
  readonly ledger: number;
  readonly cells: number;
  readonly import: number;
  readonly clinicians: number;
}

export const total = ({ ledger, cells, import: importing, clinicians }: Units): number =>
  ledger + cells + importing + clinicians;

/** Through the queue: judgments of one batch that meet in a cell share its write, if they come into one transaction. */
export const queueUnits = (shape: Shape, batch: number): Units => ({
  ledger: TRANSACTIONAL,
  cells: (TRANSACTIONAL * distinctCells(shape, batch)) / batch,
  import: 0,
  clinicians: shape.clinicians / shape.judgments,
});

/** Transactions of one window of an import: its judgments, its cells, and one action that counts them. */
export const transactionsOf = (shape: Shape, window: number): number =>
  Math.ceil((window + distinctCells(shape, window)) / (ACTIONS - 1));

/**
 * By an import whose windows fold: a cell is written once a window, and once more wherever a transaction ends in its
 * midst. The last window may be smaller.
 */
export function importUnits(shape: Shape, window: number): Units {
  const { judgments, clinicians } = shape;
  let writes = 0;
  let transactions = 0;
  for (let begun = 0; begun < judgments; begun += window) {
    const size = Math.min(window, judgments - begun);
    const cells = distinctCells(shape, size);
    const cuts = transactionsOf(shape, size);
    // A cut falls between two cells as often as there are cells, and else into one.
    writes += cells + cuts * (1 - cells / size);
    transactions += cuts;
  }
  return {
    ledger: TRANSACTIONAL,
    cells: (TRANSACTIONAL * writes) / judgments,
    import: (TRANSACTIONAL * transactions) / judgments,
    clinicians: clinicians / judgments,
  };
}

/** Write units a second that DynamoDB takes for one partition key. */
export const PARTITION_UNITS = 1000;

/**
 * Judgments a second that the counters of one study take, if groups were even, and with the busiest of them: the
 * largest of 32 shares whose coefficient of variation is that of its clinicians together lies about 2 of them above.
 */
export function partitionLimit(shape: Shape, cellUnits: number): { even: number; busiest: number } {
  const even = (GROUPS * PARTITION_UNITS) / cellUnits;
  const variation = Math.sqrt(((1 + ACTIVITY_CV2) * GROUPS) / shape.clinicians);
  return { even, busiest: even / (1 + 2 * variation) };
}

/** Chance that two transactions of b judgments each, sent at once, meet in a cell. */
export const collision = (shape: Shape, b: number): number =>
  1 - Math.exp((-(b ** 2) * (1 + unevenness(shape))) / cellsOf(shape));
