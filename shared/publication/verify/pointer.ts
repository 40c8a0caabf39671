import { type Latest, latest, type Manifest } from '../../contracts/index.ts';
import { MANIFEST } from '../manifest.ts';
import { type SnapshotFolder, visibleName } from './folder.ts';
import { parseWhole } from './parse.ts';
import { isSnapshotId } from './study-folder.ts';

export const LATEST = 'latest.json';
const MAX_LATEST_BYTES = 100_000;

/** Reads the pointer to the newest snapshot. */
export async function readLatest(
  study: SnapshotFolder,
): Promise<{ value: Latest | null; faults: readonly string[] }> {
  const body = await study.read(LATEST, MAX_LATEST_BYTES);
  if (!body)
    return { value: null, faults: [`${LATEST} is missing: restore it, because readers start there`] };
  if (body.length > MAX_LATEST_BYTES)
    return { value: null, faults: [`${LATEST} has more than ${MAX_LATEST_BYTES} bytes: it was forged`] };
  const { value, faults } = parseWhole(LATEST, latest, body);
  if (value && !isSnapshotId(value.snapshot))
    return {
      value: null,
      faults: [
        `${LATEST} names ${visibleName(value.snapshot)}, which is not the name of a snapshot: it was forged`,
      ],
    };
  return { value, faults };
}

/** Compares the pointer with the manifest of the snapshot that it names. */
export function pointerFaults(pointer: Latest, listed: Manifest): string[] {
  const fields = ['study', 'time', 'number', 'verdict', 'inputs', 'madeUp', 'postHoc'] as const;
  const faults = fields
    .filter((field) => pointer[field] !== listed[field])
    .map(
      (field) =>
        `${LATEST} gives the newest snapshot another ${field} than its ${MANIFEST}: ${LATEST} was forged`,
    );
  const key = `${listed.snapshot}/${MANIFEST}`;
  if (pointer.manifest.key !== key)
    faults.push(`${LATEST} leads to ${visibleName(pointer.manifest.key)} instead of ${key}: it was forged`);
  return faults;
}
