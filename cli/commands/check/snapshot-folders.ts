import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { latest } from '../../../shared/contracts/index.ts';
import { decodeJson } from '../../../shared/lib/index.ts';
import { atAnyEndpoint, s3ObjectStore } from '../../../shared/lib/object-store/s3/index.ts';
import { MANIFEST } from '../../../shared/publication/index.ts';
import type { SnapshotFolder } from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, usageError } from '../../command-line/terminal.ts';

/** Maximum size in bytes of a file that only refers to other files. */
const MAX_POINTER_BYTES = 1_000_000;
/** Time limit in milliseconds for the response of a server. */
const RESPONSE_TIMEOUT_MS = 60_000;

/**
 * Opens the folder of a snapshot. A user names it by a directory, an http(s) address or `s3://bucket/…`. It may be the
 * folder of the snapshot, or its manifest. The folder of a study means its latest snapshot.
 * @throws CommandError (used wrongly) if there is no snapshot
 */
export async function openSnapshotFolder(place: string): Promise<SnapshotFolder> {
  const path = place.replace(/\/?((manifest|latest)\.json)?$/, '');
  const folder = folderAt(path);
  if (await folder.read(MANIFEST, MAX_POINTER_BYTES)) return folder;
  const newest = await folder.read('latest.json', MAX_POINTER_BYTES);
  if (!newest)
    throw usageError(`there is no snapshot in ${plain(place)}: it has neither ${MANIFEST} nor latest.json`);
  return folderAt(`${path}/${snapshotIn(newest, place)}`);
}

function snapshotIn(newest: Uint8Array, place: string): string {
  try {
    const { snapshot } = decodeJson(latest, newest);
    if (/^[0-9A-Za-z-]+$/.test(snapshot)) return snapshot;
  } catch {}
  throw new CommandError(`the latest.json in ${plain(place)} names no snapshot`);
}

function folderAt(path: string): SnapshotFolder {
  if (/^https?:\/\//i.test(path)) return webFolder(path);
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(path) ?? [];
  return bucket === undefined ? directory(path || '/') : s3Folder(bucket, prefix ?? '');
}

const directory = (path: string): SnapshotFolder => ({
  name: path,
  async read(file, maxBytes) {
    const place = join(path, ...file.split('/'));
    const unreadable = (why: string) => new CommandError(`${plain(place)} cannot be read: ${why}`);
    try {
      // Reading a pipe would wait for a writer, and reading a device may never end.
      if (!(await stat(place)).isFile()) throw unreadable('it is not a file');
      return await buffer(createReadStream(place, { end: maxBytes }));
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw unreadable(code ?? message);
    }
  },
});

function s3Folder(name: string, prefix: string): SnapshotFolder {
  const objects = s3ObjectStore(atAnyEndpoint(new S3Client({})), name);
  return {
    name: `s3://${name}/${prefix}`,
    async read(file) {
      const key = prefix === '' ? file : `${prefix}/${file}`;
      const stored = await objects.get(key).catch((error: Error) => {
        throw new CommandError(`s3://${name}/${plain(key)} cannot be read: ${error.message}`);
      });
      return stored?.body ?? null;
    },
  };
}

const webFolder = (address: string): SnapshotFolder => ({
  name: address,
  async read(file, maxBytes) {
    const url = URL.parse(`${address}/${file}`);
    if (!url) throw usageError(`${plain(address)} is not an address`);
    const unreadable = (why: string) => new CommandError(`${url.href} cannot be read: ${why}`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) });
      if (response.status === 404) return null;
      if (!response.ok || !response.body) throw unreadable(`the server answered ${response.status}`);
      return await readUpTo(maxBytes, response.body);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw unreadable(String((error as Error).cause ?? (error as Error).message));
    }
  },
});

/** Reads the response of a server, up to the first chunk that makes it longer than `maxBytes`. */
async function readUpTo(maxBytes: number, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(pieces);
}
