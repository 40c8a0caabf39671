import { S3ServiceException } from '@aws-sdk/client-s3';
import { OwnError } from '../../own-error.ts';
import { retry } from '../../retry.ts';

/** S3 answers 409 to a write while another write of the object is in progress. */
const CONFLICT = 409;
const RETRIES = { maxTries: 8, firstPause: 100, longestPause: 6400 };

/** The server answered, but not with the object that was requested. Another request would get the same answer. */
export class WrongAnswer extends OwnError {}

/**
 * Sends a request again after a conflict with another request, a network failure, or a failure of S3. Other
 * responses will not change. In particular, 404 and 412 decide: the object is missing, or not as the caller saw it.
 *
 * The SDK also retries network failures and failures of S3, but neither conflicts nor the transfer of a body. Reads
 * of small objects and uploads need no more than the SDK's own retries.
 */
export const retried = <T>(action: () => Promise<T>): Promise<T> =>
  retry(action, {
    ...RETRIES,
    isRetriable: (error) => {
      const status = statusOf(error);
      if (error instanceof WrongAnswer) return false;
      return status === undefined || status >= 500 || status === CONFLICT;
    },
  });

/** Null if S3 answers that the object is missing, or not as the request demands. */
export async function orNull<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 412) return null;
    throw error;
  }
}

/**
 * S3's responses about an object have its ETag. A page from another server is not the object, and no evidence that
 * it is missing.
 */
export function fromS3<T extends { readonly ETag?: string | undefined }>(answer: T): T & { ETag: string } {
  const { ETag } = answer;
  // Errors are logged, and a key may contain the name of a file.
  if (!ETag) throw new OwnError('S3 answered without an ETag');
  return { ...answer, ETag };
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
