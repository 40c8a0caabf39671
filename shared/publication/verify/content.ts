import { type Manifest, operations, type Snapshot, snapshot } from '../../contracts/index.ts';
import { count, several } from '../../lib/index.ts';
import { CELLS } from '../cells/cells-file.ts';
import { ROWS } from '../cells/rows-file.ts';
import type { ValueDifference } from '../differences.ts';
import { type Files, MANIFEST } from '../manifest.ts';
import type { EvidenceFile } from '../render.ts';
import { contradictions } from './consistency.ts';
import { differentSources } from './expectations.ts';
import { recompute } from './figures.ts';
import { gzipFault } from './gzip.ts';
import { parse } from './parse.ts';
import { type SnapshotContent, unlikeRendered } from './rendered.ts';

/** The result of the checks of files that match their manifest. */
export interface Content {
  readonly passed: readonly string[];
  readonly faults: readonly string[];
  readonly isRecomputed: boolean;
}

/** Computes the figures of a snapshot again from its evidence, and renders its other files again. */
export async function verifyContent(files: Files, listed: Manifest): Promise<Content> {
  const read = readFigures(files);
  const evidence = evidenceIn(files, read.audit);
  if (!read.audit || !read.status || !evidence)
    return {
      passed: [],
      faults: [
        ...read.faults,
        ...(evidence
          ? []
          : [`${evidenceName(read.audit)} is missing from the manifest: nothing can be recomputed`]),
      ],
      isRecomputed: false,
    };
  const figures = await verifyFigures(read.audit, read.asWritten, evidence);
  const rest = await verifyRendered(files, listed, { audit: read.audit, status: read.status, evidence });
  return {
    passed: [fits(read.audit), ...figures.passed, ...rest.passed],
    faults: [...figures.faults, ...read.faults, ...rest.faults],
    isRecomputed: figures.faults.length === 0,
  };
}

/** The name of the file with the evidence of an audit. */
const evidenceName = (audit: Snapshot | null): string =>
  audit?.evidence?.source === 'judgments' ? ROWS : CELLS;

function evidenceIn(files: Files, audit: Snapshot | null): EvidenceFile | null {
  const name = evidenceName(audit);
  const body = files.get(name);
  return body ? { name, body } : null;
}

/** Files from which single votes can be read. */
const DETAILED_FILE = /\.jsonl\.gz$/;

/**
 * Checks a public edition. Usually it has no evidence: it fits its schemas, and its files match its figures. If the study
 * publishes its cells, the figures are computed again.
 */
export async function verifyPublicContent(files: Files, listed: Manifest): Promise<Content> {
  const read = readFigures(files);
  const unnamed =
    listed.internal === undefined
      ? [`${MANIFEST} of a public edition must hold the hash of the internal manifest, and has none`]
      : [];
  if (read.audit?.protocol.publishCells) {
    const content = await verifyContent(files, listed);
    return { ...content, faults: [...content.faults, ...unnamed] };
  }
  const detailed = [...files.keys()].filter((name) => DETAILED_FILE.test(name));
  const faults = [
    ...read.faults,
    ...detailed.map(
      (name) => `${name} shows single votes, which a public edition must not contain: withdraw it`,
    ),
    ...unnamed,
    ...(read.audit && !read.audit.publicEdition
      ? [
          'snapshot.json has no publicEdition, so it is not from a public edition: an internal snapshot was relabelled, and its figures cannot be recomputed',
        ]
      : []),
  ];
  if (!read.audit || !read.status) return { passed: [], faults, isRecomputed: false };
  const rest = await verifyRendered(files, listed, {
    audit: read.audit,
    status: read.status,
    evidence: null,
  });
  return {
    passed: [fits(read.audit), ...rest.passed],
    faults: [...faults, ...rest.faults],
    isRecomputed: false,
  };
}

const fits = ({ schemaVersion }: Snapshot): string =>
  `snapshot.json and operations.json fit their schemas, version ${schemaVersion}`;

function readFigures(files: Files) {
  const audit = parse('snapshot.json', snapshot, files.get('snapshot.json'));
  const status = parse('operations.json', operations, files.get('operations.json'));
  return {
    audit: audit.value,
    asWritten: audit.value ? audit.asWritten : null,
    status: status.value,
    faults: [...audit.faults, ...status.faults],
  };
}

type Checked = Pick<Content, 'passed' | 'faults'>;

async function verifyRendered(files: Files, listed: Manifest, content: SnapshotContent): Promise<Checked> {
  const { audit, status } = content;
  const rendered = await unlikeRendered(files, content, listed).catch((error: Error) => [
    `tables and report cannot be rendered from snapshot.json: ${error.message}`,
  ]);
  const packed: string[] = [];
  for (const [name, body] of files) {
    const fault = name.endsWith('.gz') ? await gzipFault(name, body) : null;
    if (fault !== null) packed.push(fault);
  }
  return {
    passed: rendered.length === 0 ? ['tables, report and schemas match these figures, byte for byte'] : [],
    faults: [
      ...differentSources(listed, audit),
      ...contradictions(audit, status, listed),
      ...packed,
      ...rendered,
    ],
  };
}

async function verifyFigures(
  published: Snapshot,
  asWritten: unknown,
  evidence: EvidenceFile,
): Promise<Checked> {
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
