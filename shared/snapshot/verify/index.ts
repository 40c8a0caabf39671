import { type Snapshot, snapshot } from '../../contracts/snapshot.ts';
import { CELLS } from '../cells/cells-file.ts';
import type { Difference } from '../differences.ts';
import { digest, type Files, MANIFEST, type Manifest, manifest } from '../manifest.ts';
import { operations } from '../operations.ts';
import { contradictions } from './consistency.ts';
import { recompute } from './figures.ts';
import { LARGEST_MANIFEST, readFiles } from './files.ts';
import type { SnapshotFolder } from './folder.ts';
import { parse } from './parse.ts';
import { unlikeRendered } from './rendered.ts';

export { NOT_RECOMPUTED } from './figures.ts';
export type { SnapshotFolder } from './folder.ts';

/** What became of the attempt to find fault with a snapshot. */
export interface Verification {
  /** Null where it cannot be read. */
  readonly manifest: Manifest | null;
  /** SHA-256 of `manifest.json`: whoever knows it from elsewhere knows that nothing was replaced. */
  readonly manifestHash: string | null;
  /** What was found in order, a sentence each. */
  readonly held: readonly string[];
  /** What was not; none where the snapshot is verified. */
  readonly faults: readonly string[];
}

export interface VerifyOptions {
  /** The manifest's SHA-256 as known from a source that is trusted. */
  readonly sha256?: string | undefined;
}

/**
 * Verifies a published snapshot: that each file is the one that the manifest names, that the figures are those that
 * the cells give, and that tables and report are those that the figures give.
 *
 * Who replaces cells, figures, files and manifest alike is not found out but by the manifest's hash.
 */
export async function verify(folder: SnapshotFolder, { sha256 }: VerifyOptions = {}): Promise<Verification> {
  const body = await folder.read(MANIFEST, LARGEST_MANIFEST);
  if (!body) return failed(null, null, [`there is no ${MANIFEST} in ${folder.name}`]);
  const hash = digest(body).sha256;
  const read = parse(MANIFEST, manifest, body);
  if (sha256 !== undefined && sha256 !== hash)
    return failed(read.value, hash, [
      `${MANIFEST} is not the one that is trusted: expected SHA-256 ${sha256}, found ${hash}`,
    ]);
  if (!read.value) return failed(null, hash, read.faults);

  const { files, faults } = await readFiles(folder, read.value);
  if (faults.length > 0) return failed(read.value, hash, faults);
  const named = `${files.size} files have the sizes and SHA-256 of manifest.json`;
  const content = await verifyContent(new Map([...files, [MANIFEST, body]]), read.value);
  return { manifest: read.value, manifestHash: hash, held: [named, ...content.held], faults: content.faults };
}

const failed = (
  of: Manifest | null,
  manifestHash: string | null,
  faults: readonly string[],
): Verification => ({
  manifest: of,
  manifestHash,
  held: [],
  faults,
});

type Content = Pick<Verification, 'held' | 'faults'>;

async function verifyContent(files: Files, of: Manifest): Promise<Content> {
  const audit = parse('snapshot.json', snapshot, files.get('snapshot.json'));
  const beside = parse('operations.json', operations, files.get('operations.json'));
  const cells = files.get(CELLS);
  if (!audit.value || !beside.value || !cells)
    return {
      held: [],
      faults: [
        ...audit.faults,
        ...beside.faults,
        ...(cells ? [] : [`${CELLS} is missing from the manifest: nothing can be recomputed`]),
      ],
    };

  const figures = await verifyFigures(audit.value, audit.asWritten, cells);
  const rendered = await unlikeRendered(files, audit.value, beside.value, of).catch((error: Error) => [
    `tables and report cannot be rendered of snapshot.json: ${error.message}`,
  ]);
  const faults = [...figures.faults, ...contradictions(audit.value, beside.value, of), ...rendered];
  const held = [
    `snapshot.json and operations.json fit their schemas, version ${audit.value.schemaVersion}`,
    ...figures.held,
  ];
  if (rendered.length === 0)
    held.push('tables, report and schemas are, byte for byte, those of these figures');
  return { held, faults };
}

async function verifyFigures(
  published: Snapshot,
  asWritten: unknown,
  cellsFile: Uint8Array,
): Promise<Content> {
  try {
    const { cells, numbers, differences } = await recompute(published, asWritten, cellsFile);
    if (differences.length > 0) return { held: [], faults: differences.map(describe) };
    return {
      held: [`${numbers} numbers of snapshot.json are those that its ${cells} cells give`],
      faults: [],
    };
  } catch (error) {
    return { held: [], faults: [`${CELLS} cannot be audited: ${(error as Error).message}`] };
  }
}

const describe = ({ path, from, to }: Difference): string =>
  `snapshot.json, ${path}: published ${shown(from)}, recomputed ${shown(to)}`;

/** Characters shown of a value. */
const SHOWN = 120;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
