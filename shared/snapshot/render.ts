import { contractSchemas, type JsonSchema, jsonSchema } from '../contracts/json-schema.ts';
import { type Snapshot, snapshot } from '../contracts/snapshot.ts';
import { CELLS } from './cells/cells-file.ts';
import { encodeJson, encodeText } from './json.ts';
import { type Files, latest, manifest, manifestOf, type SnapshotMeta } from './manifest.ts';
import { type Operations, operations } from './operations.ts';
import { renderReport } from './report/index.ts';
import { clinicallyAdjustedCsv, failureRatesCsv, leaderboardCsv, zonesCsv } from './tables.ts';

/** The name of the file that is written last. */
export const MANIFEST = 'manifest.json';

/**
 * All files of a snapshot, in the order in which they are written: the manifest, which names the others, comes
 * last. The same arguments give the same bytes; `snapshot.json` depends on the audit alone.
 *
 * @param cells what the audit was computed from, as published
 */
export async function renderSnapshot(
  audit: Snapshot,
  beside: Operations,
  meta: SnapshotMeta,
  cells: Uint8Array,
): Promise<Files> {
  const files = new Map<string, Uint8Array>([
    ['snapshot.json', encodeJson(snapshot, audit)],
    ['operations.json', encodeJson(operations, beside)],
    [CELLS, cells],
    ['leaderboard.csv', encodeText(leaderboardCsv(audit))],
    ['clinically-adjusted.csv', encodeText(clinicallyAdjustedCsv(audit))],
    ['failure-rates.csv', encodeText(failureRatesCsv(audit))],
    ['no-go-zones.csv', encodeText(zonesCsv(audit))],
    ['report.html', encodeText(await renderReport(audit, beside, meta))],
    ...schemaFiles(),
  ]);
  return files.set(MANIFEST, encodeJson(manifest, manifestOf(audit, meta, files)));
}

/** The JSON Schemas of the contracts and of the files, as `schemas/<name>.schema.json`. */
function schemaFiles(): [string, Uint8Array][] {
  const schemas = new Map<string, JsonSchema>([
    ...contractSchemas(),
    ['operations', jsonSchema('operations', operations)],
    ['manifest', jsonSchema('manifest', manifest)],
    ['latest', jsonSchema('latest', latest)],
  ]);
  return [...schemas].map(([name, schema]) => [
    `schemas/${name}.schema.json`,
    encodeText(`${JSON.stringify(schema, null, 1)}\n`),
  ]);
}
