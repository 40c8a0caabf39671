import { randomUUID } from 'node:crypto';
import type { BucketDescription } from './description.ts';
import { KeyLock } from './key-lock.ts';
import type { CreatedObject } from './object-events.ts';
import { checkPrecondition } from './precondition.ts';
import { type EmulatorApp, innerS3, type Reply, type Request } from './s3-inner.ts';
import { listingPage, listingQuery } from './s3-listing.ts';
import { type ObjectAddress, objectAddress, type WriteKind, writeKind } from './s3-request.ts';

/** The bucket that contains all versions of the objects in versioned buckets, with the version id as key. */
export const VERSIONS_BUCKET = 'primum-local-object-versions';

/** S3 accepts 5 GiB in one PUT. The emulator alone accepts 11 MiB. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/**
 * Adds features of S3 that the emulator lacks. The correctness of Primum depends on them:
 * - conditional writes: one writer per key at a time, and 412 for the loser
 * - version ids in versioned buckets, and reads of an exact version
 * - single PUTs of any size, including empty objects
 * - listings that lose no key
 * - an event for every created object
 *
 * The event is delivered before the writer gets its answer. A client that waits until the queues are empty therefore
 * misses no event.
 *
 * A write is intercepted before the emulator's own handler and checked. Then it is passed to that handler as a
 * request within this process. The client gets the answer when the version is stored and the event is delivered.
 */
export function extendS3(
  app: EmulatorApp,
  buckets: ReadonlyMap<string, BucketDescription>,
  created: (object: CreatedObject) => Promise<void>,
): void {
  const inner = innerS3(app);
  const lock = new KeyLock();
  const versions = new Map<string, string>();

  /** Stores the current object under a new version id. The emulator shares the bytes. */
  const keepVersion = async (path: string): Promise<string> => {
    const version = randomUUID().replaceAll('-', '');
    await inner.copy(path, `/${VERSIONS_BUCKET}/${version}`);
    versions.set(path, version);
    return version;
  };

  const deliverEvent = async ({ bucket, key, path }: ObjectAddress, reason: WriteKind): Promise<void> => {
    const object = await inner.head(path);
    if (!object) return;
    const etag = object.etag.replaceAll('"', '');
    const versionId = versions.get(path);
    await created({ bucket, key, size: object.size, etag, ...(versionId && { versionId }), reason });
  };

  const write = async (request: Request, reply: Reply, address: ObjectAddress, kind: WriteKind) => {
    const conditional = request.headers['if-none-match'] ?? request.headers['if-match'];
    const refusal = conditional && checkPrecondition(request.headers, (await inner.head(address.path))?.etag);
    if (refusal) return reply.code(refusal.status).type('application/xml').send(refusal.xml);
    const answer = await inner.pass(request);
    reply.code(answer.statusCode).headers(answer.headers);
    const bucket = buckets.get(address.bucket);
    if (answer.statusCode < 300 && kind === 'DeleteObject') versions.delete(address.path);
    else if (answer.statusCode < 300) {
      if (bucket?.versioned) reply.header('x-amz-version-id', await keepVersion(address.path));
      if (bucket?.eventBridge) await deliverEvent(address, kind);
    }
    return reply.send(answer.rawPayload);
  };

  /** Redirects a read of an old version to its copy in the versions bucket. */
  const readVersion = (request: Request, reply: Reply, { bucket, path, query }: ObjectAddress): void => {
    const current = versions.get(path);
    const version = query.get('versionId') ?? current;
    if (!version || !buckets.get(bucket)?.versioned) return;
    reply.header('x-amz-version-id', version);
    if (version !== current) request.params = { bucket: VERSIONS_BUCKET, '*': version };
  };

  const list = async (reply: Reply, bucket: string, query: URLSearchParams) => {
    const wanted = listingQuery(query);
    const answer = await inner.listAll(bucket, wanted.prefix);
    const body = answer.statusCode === 200 ? listingPage(bucket, answer.payload, wanted) : answer.payload;
    return reply.code(answer.statusCode).type('application/xml').send(body);
  };

  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_PUT_BYTES }, (_request, body, done) => {
    done(null, body);
  });

  app.addHook('preHandler', async (request, reply) => {
    if (inner.isInner(request)) return;
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
    await write(request, reply, address, kind).finally(release);
    return reply;
  });
}
