import * as z from 'zod';

/** Announces a file to import. It is an event that the bucket sends, or a message of this function to itself. */
const announcement = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      etag: z.string().optional(),
      'version-id': z.string().min(1).optional(),
    }),
    /** Number of consecutive runs without progress. Present only in messages of the function to itself. */
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

/** Reads a message of the imports queue. Null if it does not announce a file. */
export function readAnnouncement(body: string): Announced | null {
  const read = announcement.safeParse(decode(body));
  if (!read.success) return null;
  const { bucket, object, withoutProgress } = read.data.detail;
  const { key, etag, 'version-id': versionId } = object;
  return { bucket: bucket.name, key, etag, versionId, withoutProgress };
}

/** The message with which the function resumes a file, in the form of the bucket's event. */
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
