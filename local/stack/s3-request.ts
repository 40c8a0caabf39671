import type { IncomingHttpHeaders } from 'node:http';

/** The part of an HTTP request that tells what it asks of S3. */
export interface S3Request {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** What a request is about, where it is about one object. */
export interface ObjectAddress {
  bucket: string;
  /** The key as its owner wrote it, not URL-encoded. */
  key: string;
  /** `/bucket/key` as it came, URL-encoded and without the query. */
  path: string;
  query: URLSearchParams;
}

/** Reads bucket and key from a path-style request; undefined for one that is not about an object. */
export function objectAddress({ url }: S3Request): ObjectAddress | undefined {
  const [path = '', query] = url.split('?', 2);
  const match = /^\/([^/]+)\/(.+)$/.exec(path);
  if (!match?.[1] || !match[2]) return undefined;
  try {
    return {
      bucket: match[1],
      key: decodeURIComponent(match[2]),
      path,
      query: new URLSearchParams(query),
    };
  } catch {
    return undefined;
  }
}

export type WriteKind = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload' | 'DeleteObject';

/** Parts of an object, or steps towards one, that a request can name; such a request does not replace the object. */
const SUBRESOURCES = ['uploadId', 'uploads', 'partNumber', 'tagging', 'acl', 'retention', 'legal-hold'];

/** Which write to a whole object a request is, or undefined for reads and for steps that change no object yet. */
export function writeKind(request: S3Request, { query }: ObjectAddress): WriteKind | undefined {
  if (request.method === 'POST' && query.has('uploadId')) return 'CompleteMultipartUpload';
  if (SUBRESOURCES.some((name) => query.has(name))) return undefined;
  if (request.method === 'DELETE') return 'DeleteObject';
  if (request.method !== 'PUT') return undefined;
  return request.headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
}
