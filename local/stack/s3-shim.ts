import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';
import type { BucketDescription } from './description.ts';
import { KeyLock } from './key-lock.ts';
import type { CreatedObject } from './object-events.ts';
import { checkPrecondition } from './precondition.ts';
import { listingPage, listingQuery } from './s3-listing.ts';
import { type ObjectAddress, objectAddress, type WriteKind, writeKind } from './s3-request.ts';

export type EmulatorApp = ReturnType<typeof buildApp>;
type ErrorHandler = Parameters<EmulatorApp['setErrorHandler']>[0];
type Request = Parameters<ErrorHandler>[1];
type Reply = Parameters<ErrorHandler>[2];

/** The bucket that keeps all versions of the objects in versioned buckets. */
export const VERSIONS_BUCKET = 'primum-local-object-versions';

/** S3 takes 5 GiB in one PUT; the emulator alone stops at 11 MiB. */
const LARGEST_PUT = 5 * 1024 ** 3;

/** Headers that speak of one connection and must not be handed on with a request. */
const HOP_BY_HOP = ['connection', 'expect', 'transfer-encoding', 'content-length'];

/**
 * Teaches the S3 emulator what Primum's correctness rests on and the emulator lacks:
 * conditional writes (one writer a key at a time; 412 for who lost), version ids in versioned buckets with reads of an
 * exact version, single PUTs of any size and of nothing at all, listings that lose no key, and word of every object created, which is passed on
 * before the writer has its answer, so that who waits for the stack to settle misses none.
 *
 * A write is held up before the emulator's own handler, checked, given to that handler as a request within this
 * process, and answered when everything that follows from it is done.
 */
export function extendS3(
  app: EmulatorApp,
  buckets: ReadonlyMap<string, BucketDescription>,
  created: (object: CreatedObject) => Promise<void>,
): void {
  const lock = new KeyLock();
  const currentVersion = new Map<string, string>();
  /** Marks the requests made here, which pass untouched. */
  const within = { 'x-within': randomUUID() };

  const head = async ({ path }: ObjectAddress) => {
    const { statusCode, headers } = await app.inject({ method: 'HEAD', url: path, headers: within });
    if (statusCode !== 200) return undefined;
    return { etag: String(headers.etag), size: Number(headers['content-length']) };
  };

  /** Keeps the object as it is now under a new version id, which it returns; the emulator shares the bytes. */
  const keepVersion = async ({ path }: ObjectAddress): Promise<string> => {
    const version = randomUUID().replaceAll('-', '');
    const headers = { ...within, 'x-amz-copy-source': path };
    await app.inject({ method: 'PUT', url: `/${VERSIONS_BUCKET}/${version}`, headers });
    currentVersion.set(path, version);
    return version;
  };

  const pass = async (request: Request) => {
    const headers = Object.entries({ ...request.headers, ...within });
    return app.inject({
      method: request.method as 'PUT',
      url: request.url,
      headers: Object.fromEntries(headers.filter(([name]) => !HOP_BY_HOP.includes(name))),
      payload: (request.body as Buffer | undefined) ?? Buffer.alloc(0),
    });
  };

  const write = async (request: Request, reply: Reply, address: ObjectAddress, kind: WriteKind) => {
    const conditional = request.headers['if-none-match'] ?? request.headers['if-match'];
    const refusal = conditional && checkPrecondition(request.headers, (await head(address))?.etag);
    if (refusal) return reply.code(refusal.status).type('application/xml').send(refusal.xml);
    const answer = await pass(request);
    reply.code(answer.statusCode).headers(answer.headers);
    if (answer.statusCode < 300) {
      const bucket = buckets.get(address.bucket);
      if (kind === 'DeleteObject') currentVersion.delete(address.path);
      else if (bucket?.versioned) reply.header('x-amz-version-id', await keepVersion(address));
      if (bucket?.eventBridge && kind !== 'DeleteObject') await tell(address, kind);
    }
    return reply.send(answer.rawPayload);
  };

  const tell = async (address: ObjectAddress, kind: WriteKind) => {
    const object = await head(address);
    if (!object) return;
    const versionId = currentVersion.get(address.path);
    await created({
      bucket: address.bucket,
      key: address.key,
      size: object.size,
      etag: object.etag.replaceAll('"', ''),
      ...(versionId && { versionId }),
      reason: kind,
    });
  };

  /** Leads a read of an old version to where that is kept. */
  const readVersion = (request: Request, reply: Reply, { bucket, path, query }: ObjectAddress) => {
    const current = currentVersion.get(path);
    const version = query.get('versionId') ?? current;
    if (!version || !buckets.get(bucket)?.versioned) return;
    reply.header('x-amz-version-id', version);
    if (version !== current) request.params = { bucket: VERSIONS_BUCKET, '*': version };
  };

  const list = async (reply: Reply, bucket: string, query: URLSearchParams) => {
    const wanted = listingQuery(query);
    // A limit that is no number is none to the emulator: it gives all keys at once.
    const inner = new URLSearchParams({ 'list-type': '2', 'max-keys': 'all', prefix: wanted.prefix });
    const answer = await app.inject({ method: 'GET', url: `/${bucket}?${inner}`, headers: within });
    const body = answer.statusCode === 200 ? listingPage(bucket, answer.payload, wanted) : answer.payload;
    return reply.code(answer.statusCode).type('application/xml').send(body);
  };

  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_PUT }, (_request, body, done) => {
    done(null, body);
  });

  app.addHook('preHandler', async (request, reply) => {
    if (request.headers['x-within'] === within['x-within']) return;
    const address = objectAddress(request);
    if (!address) {
      const [path = '', query] = request.url.split('?', 2);
      const wanted = new URLSearchParams(query);
      if (request.method !== 'GET' || wanted.get('list-type') !== '2') return;
      return list(reply, path.replaceAll('/', ''), wanted);
    }
    const kind = writeKind(request, address);
    if (!kind) return readVersion(request, reply, address);
    const release = await lock.acquire(address.path);
    try {
      await write(request, reply, address, kind);
    } finally {
      release();
    }
    return reply;
  });
}
