import { type Manifest, manifest, operations, type Snapshot, snapshot } from '../../contracts/index.ts';
import { count, several } from '../../lib/index.ts';
import { CELLS } from '../cells/cells-file.ts';
import { ROWS } from '../cells/rows-file.ts';
import type { ValueDifference } from '../differences.ts';
import { digest, type Files, MANIFEST } from '../manifest.ts';
import type { EvidenceFile } from '../render.ts';
import { contradictions } from './consistency.ts';
import { recompute } from './figures.ts';
import { MAX_MANIFEST_BYTES, readFiles, type SnapshotFolder } from './files.ts';
import { parse } from './parse.ts';
import { unlikeRendered } from './rendered.ts';

/** The result of a verification. */
export interface Verification {
  /** Null if the manifest cannot be read. */
  readonly manifest: Manifest | null;
  /** SHA-256 of `manifest.json`. If it equals the hash from a trusted source, no file was replaced. */
  readonly manifestHash: string | null;
  /** The checks that passed, one sentence each. */
  readonly passed: readonly string[];
  /** The checks that failed. Empty if the snapshot is verified. */
  readonly faults: readonly string[];
}

export interface VerifyOptions {
  /** The manifest's SHA-256 from a trusted source. */
  readonly sha256?: string | undefined;
}

/**
 * Verifies a published snapshot. Each file must match the manifest, the figures must follow from the evidence, and the
 * tables and the report must follow from the figures.
 *
 * If someone replaces the evidence, figures, files and manifest consistently, only the manifest's hash reveals it.
 * @see docs/decisions/0050-verification-is-exact.md
 */
export async function verify(folder: SnapshotFolder, { sha256 }: VerifyOptions = {}): Promise<Verification> {
  const body = await folder.read(MANIFEST, MAX_MANIFEST_BYTES);
  if (!body) return failed(null, null, [`there is no ${MANIFEST} in ${folder.name}`]);
  const hash = digest(body).sha256;
  const read = parse(MANIFEST, manifest, body);
  if (sha256 !== undefined && sha256 !== hash)
    return failed(read.value, hash, [
      `${MANIFEST} is not the trusted one: expected SHA-256 ${sha256}, found ${hash}`,
    ]);
  if (!read.value) return failed(null, hash, read.faults);

  const { files, faults } = await readFiles(folder, read.value);
  if (faults.length > 0) return failed(read.value, hash, faults);
  const filesMatch = `all ${files.size} files have the size and SHA-256 that manifest.json gives`;
  const content = await verifyContent(new Map([...files, [MANIFEST, body]]), read.value);
  return {
    manifest: read.value,
    manifestHash: hash,
    passed: [filesMatch, ...content.passed],
    faults: content.faults,
  };
}

const failed = (
  manifest: Manifest | null,
  manifestHash: string | null,
  faults: readonly string[],
): Verification => ({
  manifest,
  manifestHash,
  passed: [],
  faults,
});

type Content = Pick<Verification, 'passed' | 'faults'>;

async function verifyContent(files: Files, listed: Manifest): Promise<Content> {
  const audit = parse('snapshot.json', snapshot, files.get('snapshot.json'));
  const status = parse('operations.json', operations, files.get('operations.json'));
  const evidence = evidenceIn(files, audit.value);
  if (!audit.value || !status.value || !evidence)
    return {
      passed: [],
      faults: [
        ...audit.faults,
        ...status.faults,
        ...(evidence
          ? []
          : [`${evidenceName(audit.value)} is missing from the manifest: nothing can be recomputed`]),
      ],
    };

  const figures = await verifyFigures(audit.value, audit.asWritten, evidence);
  const content = { audit: audit.value, status: status.value, evidence };
  const rendered = await unlikeRendered(files, content, listed).catch((error: Error) => [
    `tables and report cannot be rendered from snapshot.json: ${error.message}`,
  ]);
  const faults = [...figures.faults, ...contradictions(audit.value, status.value, listed), ...rendered];
  const passed = [
    `snapshot.json and operations.json fit their schemas, version ${audit.value.schemaVersion}`,
    ...figures.passed,
  ];
  if (rendered.length === 0) passed.push('tables, report and schemas match these figures, byte for byte');
  return { passed, faults };
}

/** The name of the file with the evidence of an audit. */
const evidenceName = (audit: Snapshot | null): string =>
  audit?.evidence?.source === 'judgments' ? ROWS : CELLS;

function evidenceIn(files: Files, audit: Snapshot | null): EvidenceFile | null {
  const name = evidenceName(audit);
  const body = files.get(name);
  return body ? { name, body } : null;
}

async function verifyFigures(
  published: Snapshot,
  asWritten: unknown,
  evidence: EvidenceFile,
): Promise<Content> {
  const { name } = evidence;
  try {
    const { lines, numbers, differences } = await recompute(published, asWritten, evidence);
    if (differences.length > 0) return { passed: [], faults: differences.map(describe) };
    return {
      passed: [
        `${count(numbers)} numbers of snapshot.json follow from the ${several(lines, 'line')} of ${name}`,
      ],
      faults: [],
    };
  } catch (error) {
    return { passed: [], faults: [`${name} cannot be audited: ${(error as Error).message}`] };
  }
}

const describe = ({ path, from, to }: ValueDifference): string =>
  `snapshot.json, ${path}: published ${shown(from)}, recomputed ${shown(to)}`;

/** Maximum number of characters of a value in a message. */
const MAX_VALUE_CHARACTERS = 120;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}
