import type { IncomingHttpHeaders } from 'node:http';

export interface Refusal {
  status: number;
  xml: string;
}

const refusal = (status: number, code: string, message: string): Refusal => ({
  status,
  xml: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

const failed = refusal(
  412,
  'PreconditionFailed',
  'At least one of the pre-conditions you specified did not hold',
);
const missing = refusal(404, 'NoSuchKey', 'The specified key does not exist.');
const unknown = refusal(501, 'NotImplemented', 'S3 supports only the value * for If-None-Match on writes.');

const unquoted = (etag: string): string => etag.replaceAll('"', '');

/**
 * S3's answer to a conditional write. `If-None-Match: *` requires that the key is free. `If-Match` requires the given
 * ETag.
 * @param etag the current ETag of the object, or undefined if there is no object
 * @returns undefined if the write is allowed
 */
export function checkPrecondition(
  headers: IncomingHttpHeaders,
  etag: string | undefined,
): Refusal | undefined {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') return unknown;
    return etag === undefined ? undefined : failed;
  }
  const match = headers['if-match'];
  if (match === undefined) return undefined;
  if (etag === undefined) return missing;
  return match === '*' || unquoted(match) === unquoted(etag) ? undefined : failed;
}
