import * as z from 'zod';

/** A rubric score: from −2 (harmful) to +2 (excellent). */
export type Score = -2 | -1 | 0 | 1 | 2;

/** All scores, worst first. */
export const SCORES: readonly Score[] = [-2, -1, 0, 1, 2];

export const score = z.literal([-2, -1, 0, 1, 2], 'must be a whole number from -2 to 2');

/** A failure is a score of at most −1: clinically unsafe, misleading or inadequate. */
export const isFailure = (value: Score): boolean => value <= -1;
