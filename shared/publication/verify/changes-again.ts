import {
  type Manifest,
  type Operations,
  operations,
  type Snapshot,
  snapshot,
} from '../../contracts/index.ts';
import { several } from '../../lib/index.ts';
import { changesBetween } from '../changes.ts';
import { differences } from '../differences.ts';
import { hasLockedSettings } from './consistency.ts';
import { readFile } from './files.ts';
import type { SnapshotFolder } from './folder.ts';
import { parse } from './parse.ts';

/**
 * Compares the changes in operations.json with the two snapshots from which they were computed. They include whether
 * the protocol and the code changed.
 * @param previous the folder of the previous snapshot
 * @returns null if one of the files cannot be read. Other checks report why.
 */
export async function changesFaults(
  current: { readonly folder: SnapshotFolder; readonly listed: Manifest },
  previous: { readonly folder: SnapshotFolder; readonly listed: Manifest },
): Promise<readonly string[] | null> {
  const [after, before] = [await readAudit(current), await readAudit(previous)];
  const value = await readOperations(current);
  if (!after || !before || !value) return null;
  const known = (await readOperations(previous))?.lock ?? before.lock;
  const locks = known
    ? lockFaults(known, { audit: after, status: value }, current.listed.snapshot)
    : earlyLockFaults(value, previous.listed.number ?? 1);
  if (locks.length > 0) return locks;
  const again = asJson(changesBetween(before, after, previous.listed.snapshot));
  const found = [...differences(asJson(value.changes), again)];
  if (found.length === 0) return [];
  const [{ path }] = found as [(typeof found)[number]];
  return [
    `operations.json, changes${path === '' ? '' : `.${path}`}: differs from the change between snapshot ${previous.listed.snapshot} and snapshot ${current.listed.snapshot}, so operations.json or one of the two was altered`,
  ];
}

/**
 * A lock stays as it is: a study cannot be locked again with other settings. A public edition states it only if a setting
 * was changed, so without a lock its settings must be the locked ones.
 */
function lockFaults(
  known: NonNullable<Snapshot['lock']>,
  { audit, status }: { readonly audit: Snapshot; readonly status: Operations },
  id: string,
): string[] {
  const stated = status.lock ?? audit.lock;
  const isKept = stated
    ? JSON.stringify(known) === JSON.stringify(stated)
    : audit.publicEdition !== undefined && hasLockedSettings(audit.protocol, known);
  if (isKept) return [];
  return [
    `${id}: the lock of the settings differs from the one of the previous snapshot, so the study was locked again or unlocked, or a post hoc change was hidden`,
  ];
}

/** Snapshots that a publisher without the lock can add while another one writes the lock. */
const CONCURRENT_SNAPSHOTS = 1;

/**
 * A lock counts the snapshots before it, so that readers see whether results were known.
 * @param unlocked the number of the previous snapshot, which states no lock
 */
const earlyLockFaults = ({ lock, snapshot: id }: Operations, unlocked: number): string[] =>
  lock && lock.snapshots !== null && lock.snapshots < unlocked - CONCURRENT_SNAPSHOTS
    ? [
        `operations.json of ${id}: the lock counts ${several(lock.snapshots, 'snapshot')} before it, but the one before, number ${unlocked}, has no lock: the study was locked later than stated`,
      ]
    : [];

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

type Place = { readonly folder: SnapshotFolder; readonly listed: Manifest };

async function readAudit(place: Place): Promise<Snapshot | null> {
  const body = await readListed(place, 'snapshot.json');
  return parse('snapshot.json', snapshot, body ?? undefined).value;
}

/** The operations.json of a snapshot. Null if it cannot be read, or is not the listed file. */
export async function readOperations(place: Place): Promise<Operations | null> {
  const body = await readListed(place, 'operations.json');
  return parse('operations.json', operations, body ?? undefined).value;
}

async function readListed({ folder, listed }: Place, name: string): Promise<Uint8Array | null> {
  const entry = listed.files.find((file) => file.name === name);
  const read = entry && (await readFile(folder, entry));
  return read && 'body' in read ? read.body : null;
}
