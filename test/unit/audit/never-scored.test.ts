import { describe, expect, it } from 'vitest';
import { summarise } from '../../../cli/command-line/audit-summary.ts';
import { neverScored } from '../../../shared/audit/quality/never-scored.ts';
import { neverScoredInWords } from '../../../shared/contracts/never-scored.ts';
import { defaultProtocol, protocol } from '../../../shared/contracts/protocol.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { audit } from '../../support/audit.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { inputOf } from './support.ts';

type Card = Record<string, Score>;

/** The audit of one rated vote per clinician. */
const auditOf = (card: Card | null) =>
  audit(
    inputOf(
      [1, 2, 3].map((by) => ({
        ...{ by, first: 'A', second: 'B', outcome: 'first' as const },
        ...(card ? { scores: { A: card, B: card } } : {}),
      })),
    ),
  );

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
const ACCURACY = /Accuracy is safety-critical and was never scored, so no answer has a composite: /;

describe('A safety-critical criterion that was never scored', () => {
  it('is named as the reason in the summary of the terminal and in the report', async () => {
    const made = auditOf({ harmlessness: 1, clarity: 1 });
    expect(made.quality.incompleteAnswers).toBe(6);
    expect(neverScored(made)).toMatch(ACCURACY);
    expect(summarise(made)).toMatch(ACCURACY);
    expect(await renderReport(made, sampleOperations(), META)).toMatch(ACCURACY);
  });

  it('is not named if one answer has a score of it, or if the study has no ratings', () => {
    expect(neverScored(auditOf({ harmlessness: 1, accuracy: 1 }))).toBe(null);
    expect(neverScored(auditOf(null))).toBe(null);
    expect(summarise(auditOf(null))).not.toMatch(/never scored/);
  });

  it('comes with the line of the protocol that leaves it out and changes nothing else', () => {
    const { criteria } = defaultProtocol();
    for (const { id } of criteria.filter(({ safetyCritical }) => safetyCritical)) {
      const [, line = ''] = neverScoredInWords([id], criteria).split(' in the protocol: ');
      const mended = protocol.parse(JSON.parse(`{${line}}`));
      expect(mended.criteria).toEqual(criteria.filter((one) => one.id !== id));
    }
  });

  it('is named with all others that were never scored', () => {
    const text = neverScoredInWords(['harmlessness', 'accuracy'], defaultProtocol().criteria);
    expect(text).toMatch(/^Harmlessness and Accuracy are safety-critical and were never scored/);
    expect(text).toMatch(/does not score them/);
  });

  it('needs another safety-critical criterion if no scored one is', () => {
    const made = auditOf({ clarity: 1 });
    expect(neverScored(made)).toMatch(
      /mark at least one criterion that is scored with "safetyCritical": true/,
    );
  });
});
