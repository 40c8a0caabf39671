import type { StudyScale } from '../../cli/generate/world.ts';
import { renderReport } from '../../shared/publication/report/index.ts';
import { audit } from './audit.ts';
import { sampleOperations } from './sample-operations.ts';
import { largeInput } from './sample-study.ts';

/** The size of the largest report that must open in a browser. */
export const LARGEST_REPORT: StudyScale = { models: 60, specialties: 76, votes: 40_000, clinicians: 1200 };

const META = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };

/**
 * Audits a made-up study of the given size.
 * @returns a function that renders the report
 */
export function largeReport(scale: StudyScale): () => Promise<string> {
  const snapshot = audit(largeInput('large', scale));
  return () => renderReport(snapshot, sampleOperations(), META);
}
