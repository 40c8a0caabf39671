import pMap from 'p-map';
import { conflictsFolder, type Rejects, rejectFile, rejectsFolder } from '../../contracts/index.ts';
import type { ObjectReader } from '../../lib/object-store/index.ts';
import { readIfValid } from './read-if-valid.ts';
import { countReasons, type ReasonCount } from './reasons.ts';

/** Maximum number of files that are read to count reasons. The newest files are read. */
const MAX_REJECT_FILES_READ = 500;

/** Summarises the refused messages of a study's queue. */
export async function rejectsOf(objects: ObjectReader, study: string): Promise<Rejects> {
  const keys = await Array.fromAsync(objects.list(rejectsFolder(study)));
  const conflicts = keys.filter((key) => key.startsWith(conflictsFolder(study)));
  const messages = keys.filter((key) => !key.startsWith(conflictsFolder(study)));
  // Keys of messages begin with the date, so the last keys are the newest files. Each file is released after it is counted, because
  // five hundred files of a megabyte would need too much memory.
  const files = await pMap(
    [...conflicts, ...messages].slice(-MAX_REJECT_FILES_READ),
    (key) => reasonsIn(objects, key),
    {
      concurrency: 4,
    },
  );
  const readable = files.filter((reasons) => reasons !== null);
  return { files: keys.length, read: readable.length, byReason: countReasons(readable.flat()) };
}

async function reasonsIn(objects: ObjectReader, key: string): Promise<ReasonCount[] | null> {
  const file = await readIfValid(objects, key, rejectFile);
  return file && countReasons(file.rejects.map(({ reason }) => ({ reason, count: 1 })));
}
