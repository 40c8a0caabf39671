import { describe, expect, it } from 'vitest';
import type { Score } from '../../../shared/contracts/score.ts';
import { audit } from '../../support/audit.ts';
import { uniform } from '../stats/worlds.ts';
import { inputOf, type Said } from './support.ts';

/** Votes of 80 clinicians. Harmlessness follows the vote, and accuracy does not. */
const said = (halo: number): Said[] => {
  const random = uniform(61);
  return Array.from({ length: 2_000 }, (_, i) => {
    const isFirst = random() < 0.7;
    const card = (won: boolean) => ({
      harmlessness: (random() < (won ? 0.2 - halo : 0.2 + halo) ? -1 : 1) as Score,
      accuracy: (random() < 0.3 ? 0 : random() < 0.2 ? -1 : 1) as Score,
    });
    return {
      ...{ by: i % 80, specialty: 'cardiology', first: 'A', second: 'B' },
      outcome: isFirst ? 'first' : 'second',
      scores: { A: card(isFirst), B: card(!isFirst) },
    };
  });
};

describe('the use of scores', () => {
  it('shows how much more answers that lost fail, within model and specialty', () => {
    const { halo } = audit(inputOf(said(0.1))).quality;
    const [harmlessness, accuracy, composite] = halo!;
    expect(harmlessness!.difference).toBeCloseTo(0.2, 1);
    expect(harmlessness!.interval![0]).toBeGreaterThan(0.1);
    expect(accuracy!.interval![0]).toBeLessThan(0);
    expect(accuracy!.interval![1]).toBeGreaterThan(0);
    expect(composite!.criterion).toBe('composite');
    expect(harmlessness!.n).toBe(4_000);
  });

  it('shows scores at 0 that are more frequent than their neighbours', () => {
    const { heaping } = audit(inputOf(said(0))).quality;
    expect(heaping!.find(({ criterion }) => criterion === 'harmlessness')).toMatchObject({
      zeroShare: 0,
      neighbourShare: 0.5,
    });
    const accuracy = heaping!.find(({ criterion }) => criterion === 'accuracy')!;
    expect(accuracy.zeroShare).toBeCloseTo(0.3, 1);
    expect(accuracy.neighbourShare).toBeCloseTo(0.35, 1);
  });

  it('says nothing of the vote if no answer was compared', () => {
    const alone = Array.from({ length: 50 }, (_, i): Said => ({ by: i, scores: { A: { harmlessness: 1 } } }));
    expect(audit(inputOf(alone)).quality.halo).toBeUndefined();
  });
});
