import { type History, type HistoryEntry, history, type Manifest } from '../../contracts/index.ts';
import { digest } from '../manifest.ts';
import type { SnapshotFolder } from './folder.ts';
import { parseWhole } from './parse.ts';

const HISTORY = 'history.json';
/** Maximum size of a file with up to 200 entries. An entry has about a kilobyte. */
const MAX_HISTORY_BYTES = 4_000_000;
const MAX_PARTS = 10_000;
const PART_KEY = /^history\/\d{8}T\d{6}Z-[0-9a-f]{12}-([0-9a-f]{8})\.json$/;

/** The entries of `history.json` and its parts. */
export interface Series {
  /** Oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** The parts that were read, by their paths in the folder of the study. */
  readonly parts: ReadonlySet<string>;
  readonly faults: readonly string[];
}

/** Reads `history.json` and all of its parts. */
export async function readSeries(study: SnapshotFolder, name: string | null): Promise<Series> {
  const groups: (readonly HistoryEntry[])[] = [];
  const parts = new Set<string>();
  const faults: string[] = [];
  let file = HISTORY;
  let expected: number | null = null;
  for (;;) {
    const read = await readPart(study, file, faults);
    if (!read) break;
    if (name !== null && read.study !== name)
      faults.push(`${file} is of study ${read.study}, and not of ${name}: it was swapped`);
    const { snapshots, older } = read;
    const found: number = snapshots.length + (older?.snapshots ?? 0);
    if (expected !== null && found !== expected)
      faults.push(
        `${file} leads to ${found} snapshots, but the file that links it counts ${expected}: one was altered`,
      );
    groups.unshift(snapshots);
    if (!older) break;
    if (parts.has(older.key) || parts.size >= MAX_PARTS) {
      faults.push(`${file} links to ${older.key} a second time: the parts of the history form a circle`);
      break;
    }
    if (!PART_KEY.test(older.key)) {
      faults.push(
        `${file} links to ${JSON.stringify(older.key)}, which is not the name of a part of the history`,
      );
      break;
    }
    parts.add(older.key);
    file = older.key;
    expected = older.snapshots;
  }
  return { entries: groups.flat(), parts, faults };
}

async function readPart(study: SnapshotFolder, file: string, faults: string[]): Promise<History | null> {
  const body = await study.read(file, MAX_HISTORY_BYTES);
  if (!body) {
    faults.push(`${file} is missing: the snapshots in it are no longer listed. Restore it`);
    return null;
  }
  if (body.length > MAX_HISTORY_BYTES) {
    faults.push(`${file} has more than ${MAX_HISTORY_BYTES} bytes: it is not a history of Primum`);
    return null;
  }
  const [, named] = PART_KEY.exec(file) ?? [];
  const found = digest(body).sha256;
  if (named !== undefined && !found.startsWith(named))
    faults.push(
      `${file} was altered: its name says that its SHA-256 begins with ${named}, but it is ${found}`,
    );
  const read = parseWhole(file, history, body);
  faults.push(...read.faults);
  return read.value;
}

/** A snapshot of the chain with the hash of its manifest. */
interface Listed {
  readonly id: string;
  readonly hash: string;
  readonly listed: Manifest;
}

/**
 * Compares the history with the chain.
 * @param chain oldest first
 */
export function unlikeChain(entries: readonly HistoryEntry[], chain: readonly Listed[]): string[] {
  const faults: string[] = [];
  const inHistory = new Set(entries.map(({ snapshot }) => snapshot));
  const inChain = new Map(chain.map((one) => [one.id, one]));
  const missing = chain.filter(({ id }) => !inHistory.has(id));
  if (missing.length === 1 && missing[0] === chain.at(-1))
    faults.push(
      `${HISTORY} lacks the newest snapshot ${missing[0]!.id}: it was shortened, or the publisher was interrupted, and its next run adds the entry`,
    );
  else if (missing.length > 0)
    faults.push(
      `${HISTORY} lacks ${missing.length} of ${chain.length} snapshots of the chain, first ${missing[0]!.id}: it was shortened or emptied`,
    );
  for (const { snapshot } of entries)
    if (!inChain.has(snapshot))
      faults.push(
        `${HISTORY} lists snapshot ${snapshot}, which is not in the chain that latest.json leads to: the snapshot was removed, or the chain was forked or set back`,
      );
  if (inHistory.size !== entries.length) faults.push(`${HISTORY} lists a snapshot twice: it was altered`);
  else if (missing.length === 0 && !inOrder(entries, chain))
    faults.push(`${HISTORY} lists the snapshots in another order than the chain: it was altered`);
  for (const entry of entries) {
    const one = inChain.get(entry.snapshot);
    const field = one && differingField(entry, one);
    if (field)
      faults.push(
        `${HISTORY} gives snapshot ${entry.snapshot} another ${field} than its manifest.json: the history was altered`,
      );
  }
  return faults;
}

const inOrder = (entries: readonly HistoryEntry[], chain: readonly Listed[]): boolean => {
  const positions = new Map(chain.map(({ id }, at) => [id, at]));
  const found = entries.map(({ snapshot }) => positions.get(snapshot)).filter((at) => at !== undefined);
  return found.every((at, index) => index === 0 || found[index - 1]! < at);
};

/** The fields that entries of older code lack. */
const LATER_FIELDS: readonly string[] = ['number', 'manifest'];

/** The first field of an entry that differs from the manifest. */
function differingField(entry: HistoryEntry, { listed, hash }: Listed): string | null {
  const expected: Record<string, unknown> = { ...listed, manifest: hash };
  const found: Record<string, unknown> = entry;
  for (const field of Object.keys(history.shape.snapshots.element.shape)) {
    if (found[field] === undefined && LATER_FIELDS.includes(field)) continue;
    if (JSON.stringify(found[field]) !== JSON.stringify(expected[field])) return field;
  }
  return null;
}
