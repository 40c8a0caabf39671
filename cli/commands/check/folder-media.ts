import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, paginateListObjectsV2, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { FolderEntry, SnapshotFolder } from '../../../shared/publication/verify/index.ts';
import { CommandError, plain, usageError } from '../../command-line/terminal.ts';
import { requestHandler } from '../../deployment/aws-clients.ts';

/** Time limit in milliseconds for the response of a server. */
const RESPONSE_TIMEOUT_MS = 60_000;

const S3_PLACE = /^s3:\/\/([^/]+)\/?(.*)$/i;
const isWeb = (path: string): boolean => /^https?:\/\//i.test(path);

/** The folder at a path: a directory, an http(s) address or `s3://bucket/prefix`. */
export function folderAt(path: string): SnapshotFolder {
  if (isWeb(path)) return webFolder(path);
  const [, bucket, prefix] = S3_PLACE.exec(path) ?? [];
  return bucket === undefined ? directory(path || '/') : s3Folder(bucket, prefix ?? '');
}

/** The path of the folder that contains another one. Null if there is none. */
export function parentOf(path: string): string | null {
  const [, bucket, prefix] = S3_PLACE.exec(path) ?? [];
  if (isWeb(path))
    return URL.parse(path)?.pathname.match(/\/[^/]+\/[^/]+$/) ? path.slice(0, path.lastIndexOf('/')) : null;
  if (bucket !== undefined) return prefix?.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null;
  const whole = resolve(path);
  return dirname(whole) === whole ? null : dirname(whole);
}

const directory = (path: string): SnapshotFolder => ({
  name: path,
  ownName: basename(resolve(path)) || null,
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
  async list(under, maxEntries) {
    const place = join(path, ...under.split('/'));
    const entries: FolderEntry[] = [];
    try {
      for await (const entry of await opendir(place)) {
        const kind = entry.isSymbolicLink()
          ? 'link'
          : entry.isFile()
            ? 'file'
            : entry.isDirectory()
              ? 'folder'
              : 'other';
        entries.push({ name: entry.name, kind });
        if (entries.length > maxEntries) break;
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw new CommandError(`${plain(place)} cannot be listed: ${code ?? message}`);
    }
    return entries;
  },
});

function s3Folder(bucket: string, prefix: string): SnapshotFolder {
  const client = new S3Client({ requestHandler });
  const keyOf = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);
  const failed = (key: string, what: string) => (error: Error) => {
    throw new CommandError(`s3://${bucket}/${plain(key)} cannot be ${what}: ${error.message}`);
  };
  return {
    name: `s3://${bucket}/${prefix}`,
    ownName: prefix.split('/').at(-1) || null,
    async read(file, maxBytes) {
      const key = keyOf(file);
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      try {
        const { Body } = await client.send(command);
        return Body ? await readUpTo(maxBytes, Body as AsyncIterable<Uint8Array>) : null;
      } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
        return failed(key, 'read')(error as Error);
      }
    },
    async list(under, maxEntries) {
      const folder = keyOf(under);
      const entries: FolderEntry[] = [];
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: folder, Delimiter: '/' });
      try {
        for await (const { Contents = [], CommonPrefixes = [] } of pages) {
          for (const { Key = '' } of Contents) entries.push({ name: Key.slice(folder.length), kind: 'file' });
          for (const { Prefix = '' } of CommonPrefixes)
            entries.push({ name: Prefix.slice(folder.length, -1), kind: 'folder' });
          if (entries.length > maxEntries) break;
        }
      } catch (error) {
        return failed(folder, 'listed')(error as Error);
      }
      return entries;
    },
  };
}

const webFolder = (address: string): SnapshotFolder => ({
  name: address,
  ownName: decodeURIComponent(URL.parse(address)?.pathname.split('/').at(-1) ?? '') || null,
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
  list: async () => null,
});

/** Reads a response, up to the first chunk that makes it longer than `maxBytes`. */
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
