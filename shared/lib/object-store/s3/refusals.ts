import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { errorLabel } from '../../error-facts.ts';
import { AccessRefused } from '../object-store.ts';
import { orNull, statusOf } from './responses.ts';

const FORBIDDEN = 403;

/** The place of an object in S3. */
interface ObjectPlace {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
}

/**
 * Turns a 403 of S3 into an error that names the request and the remedy.
 * @param request the request in words, such as `to write an object under rejects/`
 * @throws AccessRefused, and other errors unchanged
 */
export async function permitted<T>(request: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw statusOf(error) === FORBIDDEN ? refusal(request, error) : error;
  }
}

/** The folder of a key in words. Errors are logged, and a key may contain the name of a file. */
export const folderOf = (key: string): string => `an object under ${key.split('/')[0]}/`;

const refusal = (request: string, error: unknown): AccessRefused =>
  new AccessRefused(
    `S3 refused ${request} (403, ${errorLabel(error)}). The role or user needs this right in its policy, and ` +
      'the right to list the prefix of the key (s3:ListBucket). If a key of KMS encrypts the bucket, it needs the key, too.',
    { cause: error },
  );

/**
 * Reads an object. Null if S3 answers that it is missing, or not as the request demands.
 *
 * S3 answers 403 in place of 404 if the caller may not list the bucket. AWS does not document whether a right to list
 * some prefixes suffices. Therefore 403 decides nothing: a listing of exactly this key does. The read is repeated
 * once, because the object may have been written between the two requests.
 *
 * @throws AccessRefused if S3 refuses to read an object that exists, or to list its key
 * @see docs/decisions/0128-a-refusal-is-not-an-absence.md
 */
export async function orAbsent<T>(place: ObjectPlace, read: () => Promise<T>): Promise<T | null> {
  const request = `to read ${folderOf(place.key)}`;
  try {
    return await orNull(read);
  } catch (error) {
    if (statusOf(error) !== FORBIDDEN) throw error;
    if (!(await permitted(request, () => isListed(place)))) return null;
  }
  return permitted(request, () => orNull(read));
}

/** Whether the key exists. In the order of a listing, a key comes before all others that begin with it. */
async function isListed({ client, bucket, key }: ObjectPlace): Promise<boolean> {
  const query = { Bucket: bucket, Prefix: key, MaxKeys: 1 };
  const { Contents = [] } = await client.send(new ListObjectsV2Command(query));
  return Contents[0]?.Key === key;
}
