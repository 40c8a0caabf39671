import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';

export type EmulatorApp = ReturnType<typeof buildApp>;
type ErrorHandler = Parameters<EmulatorApp['setErrorHandler']>[0];
export type Request = Parameters<ErrorHandler>[1];
export type Reply = Parameters<ErrorHandler>[2];

const MARK = 'x-within';
/** Headers that describe one connection and must not be forwarded. */
const HOP_BY_HOP = ['connection', 'expect', 'transfer-encoding', 'content-length'];

/** Requests to the emulator's own S3 within this process. They bypass the extensions of the S3 shim. */
export function innerS3(app: EmulatorApp) {
  const mark = { [MARK]: randomUUID() };
  const send = (method: 'GET' | 'HEAD' | 'PUT', url: string, headers = {}) =>
    app.inject({ method, url, headers: { ...headers, ...mark } });
  return {
    isInner: (request: Request): boolean => request.headers[MARK] === mark[MARK],

    /** ETag and size in bytes of the object at `/bucket/key`, or undefined if there is no object. */
    async head(path: string): Promise<{ etag: string; size: number } | undefined> {
      const { statusCode, headers } = await send('HEAD', path);
      if (statusCode !== 200) return undefined;
      return { etag: String(headers.etag), size: Number(headers['content-length']) };
    },

    copy: (from: string, to: string) => send('PUT', to, { 'x-amz-copy-source': from }),

    /** All keys under a prefix in one answer. The emulator applies no limit if `max-keys` is not a number. */
    listAll: (bucket: string, prefix: string) =>
      send('GET', `/${bucket}?${new URLSearchParams({ 'list-type': '2', 'max-keys': 'all', prefix })}`),

    /** Forwards a request unchanged. */
    pass(request: Request) {
      const headers = Object.entries({ ...request.headers, ...mark });
      return app.inject({
        method: request.method as 'PUT',
        url: request.url,
        headers: Object.fromEntries(headers.filter(([name]) => !HOP_BY_HOP.includes(name))),
        payload: (request.body as Buffer | undefined) ?? Buffer.alloc(0),
      });
    },
  };
}
