import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';
import type { BucketDescription } from './description.ts';
import { KeyLock } from './key-lock.ts';
import type { CreatedObject } from './object-events.ts';
import { checkPrecondition } from './precondition.ts';
import { type ObjectAddress, objectAddress, type WriteKind, writeKind } from './s3-request.ts';

export type EmulatorApp = ReturnType<typeof buildApp>;
type Parameters = { bucket: string; '*': string };

/** The bucket that keeps all versions of the objects in versioned buckets. */
export const VERSIONS_BUCKET = 'primum-local-object-versions';

/** S3 takes 5 GiB in one PUT; the emulator alone stops at 11 MiB. */
const LARGEST_PUT = 5 * 1024 ** 3;

/**
 * Teaches the S3 emulator what Primum's correctness rests on and the emulator lacks:
 * conditional writes (one writer a key at a time; 412 for who lost), version ids in versioned buckets with reads of an
 * exact version, single PUTs of any size and of nothing at all, and word of every object created, which is passed on
 * before the writer has its answer, so that who waits for the stack to settle misses none.
 */
export function extendS3(
  app: EmulatorApp,
  buckets: ReadonlyMap<string, BucketDescription>,
  created: (object: CreatedObject) => Promise<void>,
): void {
  const lock = new KeyLock();
  const currentVersion = new Map<string, string>();
  const writes = new WeakMap<object, { address: ObjectAddress; kind: WriteKind }>();

  const head = async ({ path }: ObjectAddress) => {
    const { statusCode, headers } = await app.inject({ method: 'HEAD', url: path });
    return statusCode === 200
      ? { etag: String(headers.etag), size: Number(headers['content-length']) }
      : undefined;
  };

  /** Keeps the object as it is now under a new version id, which it returns; the emulator shares the bytes. */
  const keepVersion = async ({ path }: ObjectAddress): Promise<string> => {
    const version = randomUUID().replaceAll('-', '');
    const url = `/${VERSIONS_BUCKET}/${version}`;
    await app.inject({ method: 'PUT', url, headers: { 'x-amz-copy-source': path } });
    currentVersion.set(path, version);
    return version;
  };

  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_PUT }, (_request, body, done) => {
    done(null, body);
  });

  app.addHook('preHandler', async (request, reply) => {
    const address = objectAddress(request);
    if (!address || address.bucket === VERSIONS_BUCKET) return;
    const kind = writeKind(request, address);
    if (!kind) {
      const version = address.query.get('versionId') ?? currentVersion.get(address.path);
      if (version && buckets.get(address.bucket)?.versioned) {
        reply.header('x-amz-version-id', version);
        if (version !== currentVersion.get(address.path)) {
          request.params = { bucket: VERSIONS_BUCKET, '*': version } satisfies Parameters;
        }
      }
      return;
    }
    request.body ??= Buffer.alloc(0);
    const release = await lock.acquire(address.path);
    reply.raw.once('close', release);
    if (reply.raw.destroyed) release();
    const conditional = request.headers['if-none-match'] ?? request.headers['if-match'];
    const refusal = conditional && checkPrecondition(request.headers, (await head(address))?.etag);
    if (refusal) return reply.code(refusal.status).type('application/xml').send(refusal.xml);
    writes.set(request, { address, kind });
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const write = writes.get(request);
    if (!write || reply.statusCode >= 300) return payload;
    const { address, kind } = write;
    const bucket = buckets.get(address.bucket);
    const versionId = bucket?.versioned && kind !== 'DeleteObject' ? await keepVersion(address) : undefined;
    if (versionId) reply.header('x-amz-version-id', versionId);
    if (kind === 'DeleteObject') currentVersion.delete(address.path);
    const object = bucket?.eventBridge && kind !== 'DeleteObject' ? await head(address) : undefined;
    if (object) {
      await created({
        bucket: address.bucket,
        key: address.key,
        size: object.size,
        etag: object.etag.replaceAll('"', ''),
        ...(versionId && { versionId }),
        reason: kind,
      });
    }
    return payload;
  });
}
