import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';

export type EmulatorApp = ReturnType<typeof buildApp>;
type ErrorHandler = Parameters<EmulatorApp['setErrorHandler']>[0];
export type Request = Parameters<ErrorHandler>[1];
export type Reply = Parameters<ErrorHandler>[2];

const MARK = 'x-within';
/** Headers that speak of one connection and must not be handed on with a request. */
const HOP_BY_HOP = ['connection', 'expect', 'transfer-encoding', 'content-length'];

/** The emulator's own S3, spoken to within this process and past everything that is added to it. */
export function innerS3(app: EmulatorApp) {
  const mark = { [MARK]: randomUUID() };
  const send = (method: 'GET' | 'HEAD' | 'PUT', url: string, headers = {}) =>
    app.inject({ method, url, headers: { ...headers, ...mark } });
  return {
    isInner: (request: Request): boolean => request.headers[MARK] === mark[MARK],

    /** ETag and size in bytes of what is at `/bucket/key`, if anything. */
    async head(path: string): Promise<{ etag: string; size: number } | undefined> {
      const { statusCode, headers } = await send('HEAD', path);
      if (statusCode !== 200) return undefined;
      return { etag: String(headers.etag), size: Number(headers['content-length']) };
    },

    copy: (from: string, to: string) => send('PUT', to, { 'x-amz-copy-source': from }),

    /** All keys under a prefix at once: a limit that is no number is none to the emulator. */
    listAll: (bucket: string, prefix: string) =>
      send('GET', `/${bucket}?${new URLSearchParams({ 'list-type': '2', 'max-keys': 'all', prefix })}`),

    /** A request as it came. */
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
