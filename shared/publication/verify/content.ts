import {
  type Manifest,
  type Operations,
  operations,
  type Snapshot,
  snapshot,
} from '../../contracts/index.ts';
import { count, several } from '../../lib/index.ts';
import { CELLS } from '../cells/cells-file.ts';
import type { ValueDifference } from '../differences.ts';
import { type Files, MANIFEST } from '../manifest.ts';
import { contradictions } from './consistency.ts';
import { differentSources } from './expectations.ts';
import { recompute } from './figures.ts';
import { gzipFault } from './gzip.ts';
import { parse } from './parse.ts';
import { unlikeRendered } from './rendered.ts';

/** The result of the checks of files that match their manifest. */
export interface Content {
  readonly passed: readonly string[];
  readonly faults: readonly string[];
  readonly isRecomputed: boolean;
}

/** Computes the figures of a snapshot again from its cells, and renders its other files again. */
export async function verifyContent(files: Files, listed: Manifest): Promise<Content> {
  const read = readFigures(files);
  const cells = files.get(CELLS);
  if (!read.audit || !read.status || !cells)
    return {
      passed: [],
      faults: [
        ...read.faults,
        ...(cells ? [] : [`${CELLS} is missing from the manifest: nothing can be recomputed`]),
      ],
      isRecomputed: false,
    };
  const figures = await verifyFigures(read.audit, read.asWritten, cells);
  const rest = await verifyRendered(files, listed, read.audit, read.status);
  return {
    passed: [fits(read.audit), ...figures.passed, ...rest.passed],
    faults: [...figures.faults, ...read.faults, ...rest.faults],
    isRecomputed: figures.faults.length === 0,
  };
}

/** Files from which single votes can be read. */
const DETAILED_FILE = /\.jsonl\.gz$/;

/** Checks a public edition, which has no cells: it fits its schemas, and its files match its figures. */
export async function verifyPublicContent(files: Files, listed: Manifest): Promise<Content> {
  const read = readFigures(files);
  const detailed = [...files.keys()].filter((name) => DETAILED_FILE.test(name));
  const faults = [
    ...read.faults,
    ...detailed.map(
      (name) => `${name} shows single votes, which a public edition must not contain: withdraw it`,
    ),
    ...(listed.internal === undefined
      ? [`${MANIFEST} of a public edition must hold the hash of the internal manifest, and has none`]
      : []),
  ];
  if (!read.audit || !read.status) return { passed: [], faults, isRecomputed: false };
  const rest = await verifyRendered(files, listed, read.audit, read.status);
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

async function verifyRendered(
  files: Files,
  listed: Manifest,
  audit: Snapshot,
  status: Operations,
): Promise<Checked> {
  const rendered = await unlikeRendered(files, audit, status, listed).catch((error: Error) => [
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
  cellsFile: Uint8Array,
): Promise<Checked> {
  try {
    const { cells, numbers, differences } = await recompute(published, asWritten, cellsFile);
    if (differences.length > 0) return { passed: [], faults: differences.map(describe) };
    return {
      passed: [
        `${count(numbers)} numbers of snapshot.json follow from the ${several(cells, 'cell')} of ${CELLS}`,
      ],
      faults: [],
    };
  } catch (error) {
    return { passed: [], faults: [`${CELLS} cannot be audited: ${(error as Error).message}`] };
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
