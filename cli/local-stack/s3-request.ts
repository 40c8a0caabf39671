import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an HTTP request that identify an S3 operation. */
export interface S3Request {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

/** The object that a request addresses. */
export interface ObjectAddress {
  bucket: string;
  /** The key without URL encoding. */
  key: string;
  /** `/bucket/key` as in the request: URL-encoded and without the query. */
  path: string;
  query: URLSearchParams;
}

/** Reads bucket and key from a path-style request. Undefined if the request does not address an object. */
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

/** Query parameters that address a part or a property of an object. Such a request does not replace the object. */
const SUBRESOURCES = ['uploadId', 'uploads', 'partNumber', 'tagging', 'acl', 'retention', 'legal-hold'];

/** The kind of write to a whole object. Undefined for reads, and for steps that do not change an object yet. */
export function writeKind(request: S3Request, { query }: ObjectAddress): WriteKind | undefined {
  if (request.method === 'POST' && query.has('uploadId')) return 'CompleteMultipartUpload';
  if (SUBRESOURCES.some((name) => query.has(name))) return undefined;
  if (request.method === 'DELETE') return 'DeleteObject';
  if (request.method !== 'PUT') return undefined;
  return request.headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
}
