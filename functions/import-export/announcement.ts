import * as z from 'zod';

/** What names a file to be imported: an event of the bucket, or a message of this function to itself. */
const announcement = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      etag: z.string().optional(),
      'version-id': z.string().min(1).optional(),
    }),
    /** Runs in a row that did not get on; only in messages to itself. */
    withoutProgress: z.int().min(0).default(0),
  }),
});

export interface Announced {
  readonly bucket: string;
  readonly key: string;
  readonly etag?: string | undefined;
  readonly versionId?: string | undefined;
  readonly withoutProgress: number;
}

/** Reads a message of the imports queue; null where it is no announcement of a file. */
export function readAnnouncement(body: string): Announced | null {
  const read = announcement.safeParse(decode(body));
  if (!read.success) return null;
  const { bucket, object, withoutProgress } = read.data.detail;
  const { key, etag, 'version-id': versionId } = object;
  return { bucket: bucket.name, key, etag, versionId, withoutProgress };
}

/** The message with which the function goes on with a file: in the shape of the event that began it. */
export const writeAnnouncement = ({ bucket, key, etag, versionId, withoutProgress }: Announced): string =>
  JSON.stringify({
    source: 'primum.import-export',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object: { key, etag, 'version-id': versionId }, withoutProgress },
  });

function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
