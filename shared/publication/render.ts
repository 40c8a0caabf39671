import {
  manifest,
  type Operations,
  operations,
  publishedSchemas,
  type Snapshot,
  snapshot,
} from '../contracts/index.ts';
import { encodeJson, encodeText } from '../lib/index.ts';
import { type Files, MANIFEST, manifestOf, type SnapshotMeta } from './manifest.ts';
import { renderReport } from './report/index.ts';
import { clinicallyAdjustedCsv, failureRatesCsv, leaderboardCsv, zonesCsv } from './tables.ts';

/** The evidence of an audit in its published form: rows, or cells. */
export interface EvidenceFile {
  readonly name: string;
  readonly body: Uint8Array;
}

/**
 * Renders all files of a snapshot in the order of writing. The manifest comes last, because it names the others. The
 * same arguments give the same bytes. `snapshot.json` depends on the audit alone.
 *
 * @param evidence the published evidence from which the audit was computed. Null in a public edition without it.
 */
export async function renderSnapshot(
  audit: Snapshot,
  status: Operations,
  meta: SnapshotMeta,
  evidence: EvidenceFile | null,
): Promise<Files> {
  const files = new Map<string, Uint8Array>([
    ['snapshot.json', encodeJson(snapshot, audit)],
    ['operations.json', encodeJson(operations, status)],
    ...(evidence === null ? [] : [[evidence.name, evidence.body] as const]),
    ['leaderboard.csv', encodeText(leaderboardCsv(audit))],
    ['clinically-adjusted.csv', encodeText(clinicallyAdjustedCsv(audit))],
    ['failure-rates.csv', encodeText(failureRatesCsv(audit))],
    ['no-go-zones.csv', encodeText(zonesCsv(audit))],
    ['report.html', encodeText(await renderReport(audit, status, meta))],
    ...schemaFiles(),
  ]);
  return files.set(MANIFEST, encodeJson(manifest, manifestOf(audit, meta, files)));
}

/** Files named `schemas/<name>.schema.json`. */
const schemaFiles = (): [string, Uint8Array][] =>
  [...publishedSchemas()].map(([name, schema]) => [
    `schemas/${name}.schema.json`,
    encodeText(`${JSON.stringify(schema, null, 1)}\n`),
  ]);
