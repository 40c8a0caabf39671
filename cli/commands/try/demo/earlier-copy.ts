import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { snapshotsFolder } from '../../../../shared/contracts/index.ts';
import { snapshotKeys } from '../../../../shared/publication/index.ts';

/**
 * Moves the folder of a study from an earlier run out of the way. Each run publishes a chain of its own, and two chains
 * in one folder look like a forged study.
 * @returns the new place, or null if there is no earlier copy
 */
export async function moveEarlierCopy(out: string, study: string, now: Date): Promise<string | null> {
  const folder = join(out, snapshotsFolder(study));
  if (!existsSync(folder)) return null;
  const time = snapshotKeys.toSecond(now).replaceAll(/[-:]/g, '');
  const place = join(out, 'earlier', `${study}-${time}`);
  await mkdir(dirname(place), { recursive: true });
  await rename(folder, place);
  return place;
}
