import type { WorldSpec } from '../world/spec.ts';

/**
 * Whether a study satisfies the declared assumptions, violates them so that the audit can see it, or violates them
 * unseen.
 */
export type Kind = 'inside' | 'outside, detectable' | 'outside, undetectable';

/** A kind of study that is measured, in one or more variants. */
export interface Configuration {
  readonly name: string;
  readonly kind: Kind;
  readonly says: string;
  readonly variants: Readonly<Record<string, WorldSpec>>;
  /** Number of studies of each variant. */
  readonly studies: number;
  /** Seconds of processor time that one study takes, about. They cut the run into parts. */
  readonly seconds: number;
  /** If set, the study is audited at each look while its votes arrive, and only false findings are measured. */
  readonly looks?: number;
  /** If set, intervals are not compared with the truth, because one clinician is not of the population. */
  readonly claimsOnly?: true;
}
