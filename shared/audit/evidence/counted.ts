/**
 * Rated answers, and the failures among them, by sampling unit. The counts are whole numbers unless they are weighted.
 */
export interface Counted {
  /** The number of each unit. */
  readonly units: Int32Array;
  readonly n: readonly number[];
  readonly k: readonly number[];
}

/** The factors with which the entries of a block count as rated answers (n) and as failures (k). */
export interface Coefficients {
  readonly n: Float64Array;
  readonly k: Float64Array;
  /** Whether all factors are whole numbers. False if this is not known. */
  readonly areWhole: boolean;
}
