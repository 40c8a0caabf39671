import { randomUUID } from 'node:crypto';
import type { BucketDescription } from './description.ts';
import { KeyLock } from './key-lock.ts';
import type { CreatedObject } from './object-events.ts';
import { checkPrecondition } from './precondition.ts';
import { type EmulatorApp, innerS3, type Reply, type Request } from './s3-inner.ts';
import { listingPage, listingQuery } from './s3-listing.ts';
import { type ObjectAddress, objectAddress, type WriteKind, writeKind } from './s3-request.ts';

/** The bucket that keeps all versions of the objects in versioned buckets, each under its version id. */
export const VERSIONS_BUCKET = 'primum-local-object-versions';

/** S3 takes 5 GiB in one PUT; the emulator alone stops at 11 MiB. */
const LARGEST_PUT = 5 * 1024 ** 3;

/**
 * Teaches the S3 emulator what Primum's correctness rests on and the emulator lacks:
 * conditional writes (one writer a key at a time; 412 for who lost), version ids in versioned buckets with reads of an
 * exact version, single PUTs of any size and of nothing at all, listings that lose no key, and word of every object
 * created, which is passed on before the writer has its answer, so that who waits for the stack to settle misses none.
 *
 * A write is held up before the emulator's own handler, checked, given to that handler as a request within this
 * process, and answered when everything that follows from it is done.
 */
export function extendS3(
  app: EmulatorApp,
  buckets: ReadonlyMap<string, BucketDescription>,
  created: (object: CreatedObject) => Promise<void>,
): void {
  const inner = innerS3(app);
  const lock = new KeyLock();
  const versions = new Map<string, string>();

  /** Keeps the object as it is now under a new version id; the emulator shares the bytes. */
  const keepVersion = async (path: string): Promise<string> => {
    const version = randomUUID().replaceAll('-', '');
    await inner.copy(path, `/${VERSIONS_BUCKET}/${version}`);
    versions.set(path, version);
    return version;
  };

  const tell = async ({ bucket, key, path }: ObjectAddress, reason: WriteKind): Promise<void> => {
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
      if (bucket?.eventBridge) await tell(address, kind);
    }
    return reply.send(answer.rawPayload);
  };

  /** Leads a read of an old version to where that is kept. */
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
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_PUT }, (_request, body, done) => {
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
