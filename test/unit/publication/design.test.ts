import { describe, expect, it } from 'vitest';
import { type Design, needlessBounds } from '../../../shared/contracts/design.ts';
import { protocol } from '../../../shared/contracts/protocol.ts';

const bounds = (design: Design | undefined, scored: number, displayed = 1000) =>
  Object.entries(needlessBounds(design, { displayed, scored }))
    .filter(([, isNeedless]) => isNeedless)
    .map(([bound]) => bound);

describe('the bounds that a design makes needless', () => {
  it('are none without a design, even if every answer was scored', () => {
    expect(bounds(undefined, 1000)).toEqual([]);
    expect(bounds({ randomisedPrompts: true }, 1000)).toEqual([]);
  });

  it('are both if answers were scored before the vote, as long as nearly all were scored', () => {
    expect(bounds({ scoredBeforeVote: true }, 950)).toEqual(['halo', 'missingness']);
    expect(bounds({ scoredBeforeVote: true }, 949)).toEqual(['halo']);
  });

  it('are the one of halo if others scored than voted', () => {
    expect(bounds({ independentRaters: true }, 1000)).toEqual(['halo']);
  });

  it('are the one of missing scores if a random share had to be scored, and was', () => {
    // 0.05 × 0.3 + 3 × √(0.3 × 0.7 / 1000) = 0.0585
    expect(bounds({ mandatoryShare: 0.3 }, 300)).toEqual(['missingness']);
    expect(bounds({ mandatoryShare: 0.3 }, 242)).toEqual(['missingness']);
    expect(bounds({ mandatoryShare: 0.3 }, 241)).toEqual([]);
    expect(bounds({ mandatoryShare: 0.3 }, 359)).toEqual([]);
    expect(bounds({ mandatoryShare: 1 }, 949)).toEqual([]);
    expect(bounds({ mandatoryShare: 0.3 }, 0, 0)).toEqual([]);
  });

  it('tolerate a random draw, but no skipped tenth of a large study', () => {
    expect(bounds({ mandatoryShare: 0.3 }, 30_000, 100_000)).toEqual(['missingness']);
    expect(bounds({ mandatoryShare: 0.3 }, 27_000, 100_000)).toEqual([]);
  });

  it('follow from the declarations together', () => {
    expect(bounds({ independentRaters: true, mandatoryShare: 0.5 }, 500)).toEqual(['halo', 'missingness']);
  });
});

it('a share of 0, or above 1, is refused in a protocol', () => {
  for (const mandatoryShare of [0, 1.1, -1])
    expect(protocol.safeParse({ design: { mandatoryShare } }).success).toBe(false);
});
