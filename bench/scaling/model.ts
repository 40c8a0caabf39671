/**
 * A model of the cost and speed of recording, from the shape of a study. Write units are DynamoDB's: one per KB of an
 * item, two in a transaction. Judgments are votes with the scores of both answers. Items stay below 1 KB.
 */
export interface Shape {
  readonly models: number;
  readonly specialties: number;
  readonly clinicians: number;
  /** Judgments of the whole study. */
  readonly judgments: number;
}

/** Groups of clinicians: the partitions of a study's counters. */
export const WRITE_SHARDS = 32;
/** Maximum number of actions in a transaction. */
const MAX_ACTIONS = 100;
const UNITS_PER_TRANSACTIONAL_WRITE = 2;
/**
 * Share of a clinician's judgments in the own specialty, and squared coefficient of variation of the number of
 * judgments.
 */
const OWN_SPECIALTY_SHARE = 0.85;
const ACTIVITY_CV2 = Math.exp(1.1 ** 2) - 1;

/** Cells that a study can have: pairs of models × specialties × groups. */
export const possibleCells = ({ models, specialties }: Shape): number =>
  ((models * (models - 1)) / 2) * specialties * WRITE_SHARDS;

/**
 * Squared coefficient of variation of the number of judgments in a group and specialty: (1 + cv²) / clinicians, as
 * far as clinicians keep to their specialty. It is large if clinicians are few and differ in activity.
 */
const unevenness = ({ clinicians, specialties }: Shape): number =>
  ((1 + ACTIVITY_CV2) * WRITE_SHARDS * specialties * OWN_SPECIALTY_SHARE ** 2) / clinicians;

/**
 * Expected number of different cells of n judgments. Numbers in a cell are Poisson with a rate that varies between
 * cells as a gamma distribution. This is a negative binomial, with a share of (1 + v·n/C)^(−1/v) zeros.
 */
export function distinctCells(shape: Shape, n: number): number {
  const cells = possibleCells(shape);
  const v = unevenness(shape);
  return cells * (1 - (1 + (v * n) / cells) ** (-1 / v));
}

/** Write units per judgment, by purpose. */
export interface Units {
  readonly ledger: number;
  readonly cells: number;
  readonly import: number;
  readonly clinicians: number;
}

export const totalUnits = ({ ledger, cells, import: importing, clinicians }: Units): number =>
  ledger + cells + importing + clinicians;

/** Cost through the queue. Judgments of one batch in the same cell share its write if they are in one transaction. */
export const queueUnits = (shape: Shape, batch: number): Units => ({
  ledger: UNITS_PER_TRANSACTIONAL_WRITE,
  cells: (UNITS_PER_TRANSACTIONAL_WRITE * distinctCells(shape, batch)) / batch,
  import: 0,
  clinicians: shape.clinicians / shape.judgments,
});

/** Transactions of one window of an import: its judgments, its cells, and one action that counts them. */
export const windowTransactions = (shape: Shape, window: number): number =>
  Math.ceil((window + distinctCells(shape, window)) / (MAX_ACTIONS - 1));

/**
 * Cost of an import whose windows fold. A cell is written once per window, and once more for each transaction that
 * ends within it. The last window may be smaller.
 */
export function importUnits(shape: Shape, window: number): Units {
  const { judgments, clinicians } = shape;
  let writes = 0;
  let transactions = 0;
  for (let begun = 0; begun < judgments; begun += window) {
    const size = Math.min(window, judgments - begun);
    const cells = distinctCells(shape, size);
    const cuts = windowTransactions(shape, size);
    // A cut falls between two cells in proportion to the number of cells, and otherwise into a cell.
    writes += cells + cuts * (1 - cells / size);
    transactions += cuts;
  }
  return {
    ledger: UNITS_PER_TRANSACTIONAL_WRITE,
    cells: (UNITS_PER_TRANSACTIONAL_WRITE * writes) / judgments,
    import: (UNITS_PER_TRANSACTIONAL_WRITE * transactions) / judgments,
    clinicians: clinicians / judgments,
  };
}

/** Maximum write units per second for one partition key in DynamoDB. */
export const PARTITION_UNITS_PER_SECOND = 1000;

/**
 * Maximum judgments per second for the counters of one study, with even groups and with the actual busiest group. The
 * largest of 32 shares lies about two coefficients of variation above the mean. The coefficient belongs to all
 * clinicians of a group together.
 */
export function partitionLimit(shape: Shape, cellUnits: number): { even: number; busiest: number } {
  const even = (WRITE_SHARDS * PARTITION_UNITS_PER_SECOND) / cellUnits;
  const variation = Math.sqrt(((1 + ACTIVITY_CV2) * WRITE_SHARDS) / shape.clinicians);
  return { even, busiest: even / (1 + 2 * variation) };
}

/** Probability that two concurrent transactions of b judgments each share a cell. */
export const collision = (shape: Shape, b: number): number =>
  1 - Math.exp((-(b ** 2) * (1 + unevenness(shape))) / possibleCells(shape));
