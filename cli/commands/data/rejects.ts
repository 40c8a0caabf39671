import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import { byCodeUnit } from '../../../shared/lib/index.ts';
import type { ObjectStore } from '../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/index.ts';
import { count, EXIT, plain } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { type ListedObject, listedObjects } from '../../deployment/listed-objects.ts';
import {
  type FoundReject,
  foldersOf,
  hasRejects,
  MAX_LIST_BYTES,
  rejectsIn,
} from './rejects/read-rejects.ts';
import { rejectJson, rejectLine, rejectsText } from './rejects/rejects-text.ts';

export interface RejectsOptions extends DeploymentSelection {
  /** Only rejects that were written since. All by default, or from now on with `follow`. */
  readonly since?: Date;
  /** Shows new rejects as they are written, until the command is interrupted. */
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Pause between two looks for new rejects. */
const LOOK_EVERY_MS = 1000;
/** Maximum number of objects that are read at once, the newest ones first. */
const MAX_OBJECTS = 5000;
/** Number of objects that are read concurrently. */
const CONCURRENT_READS = 16;

/**
 * `primum rejects`: shows the events of a study that were not counted, from messages and from files, with reason and
 * remedy. The exit code is 3 if there are any.
 */
export async function rejectsCommand(
  study: string,
  { since, follow = false, json = false, ...deployment }: RejectsOptions,
): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const { s3 } = awsClients();
  const bucket = outputs.ExportsBucketName;
  const objects = s3ObjectStore(s3, bucket);
  const written = async (from: number): Promise<ListedObject[]> => {
    const found: ListedObject[] = [];
    for (const folder of foldersOf(study))
      for await (const object of listedObjects(s3, bucket, folder))
        if (object.writtenAt >= from && hasRejects(object, study)) found.push(object);
    return found.sort((a, b) => a.writtenAt - b.writtenAt || byCodeUnit(a.key, b.key));
  };
  if (follow) return followRejects(study, since ?? new Date(), { json, objects, written });
  const found = await written(since?.getTime() ?? 0);
  if (found.length > MAX_OBJECTS)
    console.error(
      `Note: only the newest ${count(MAX_OBJECTS)} of ${count(found.length)} objects with rejects are read; use --since for others`,
    );
  const rejects = await readAll(found.slice(-MAX_OBJECTS), study, objects);
  if (json) for (const reject of rejects) console.log(rejectJson(reject));
  else console.log(rejects.length === 0 ? `No event of ${plain(study)} was refused.` : rejectsText(rejects));
  if (rejects.length > 0) process.exitCode = EXIT.doneWithRejects;
}

interface Following {
  readonly json: boolean;
  readonly objects: Pick<ObjectStore, 'text'>;
  readonly written: (from: number) => Promise<ListedObject[]>;
}

/** Prints each new reject on a line, until the process is interrupted. */
async function followRejects(
  study: string,
  since: Date,
  { json, objects, written }: Following,
): Promise<void> {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());
  console.error(`Waiting for refused events of ${plain(study)}. End with Ctrl-C.`);
  // S3 gives the time of writing in whole seconds.
  const from = Math.floor(since.getTime() / 1000) * 1000;
  const seen = new Set<string>();
  let shown = 0;
  while (!stopping.signal.aborted) {
    const fresh = (await written(from)).filter(({ key, writtenAt }) => !seen.has(`${writtenAt} ${key}`));
    for (const { key, writtenAt } of fresh) seen.add(`${writtenAt} ${key}`);
    for (const reject of await readAll(fresh, study, objects)) {
      console.log(json ? rejectJson(reject) : rejectLine(reject));
      shown += 1;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
  }
  console.error(`Stopped after ${count(shown)} refused events.`);
}

/** Reads objects, several at a time, and returns their rejects in the order of the objects. */
async function readAll(
  found: readonly ListedObject[],
  study: string,
  objects: Pick<ObjectStore, 'text'>,
): Promise<FoundReject[]> {
  const lists = await pMap(found, (object) => read(object, study, objects), {
    concurrency: CONCURRENT_READS,
  });
  return lists.flat();
}

async function read(
  object: ListedObject,
  study: string,
  objects: Pick<ObjectStore, 'text'>,
): Promise<FoundReject[]> {
  const text = await objects.text(object.key, MAX_LIST_BYTES);
  if (text === null) return [];
  if (Buffer.byteLength(text) >= MAX_LIST_BYTES)
    console.error(`Note: only the first 8 MB of ${plain(object.key)} are read`);
  try {
    return rejectsIn(object, text, study);
  } catch (error) {
    console.error(
      `Note: ${plain(object.key)} is not a list of rejects: ${plain((error as Error).message.split('\n')[0]!)}`,
    );
    return [];
  }
}
