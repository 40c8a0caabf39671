import { createHash } from 'node:crypto';
import type { Protocol } from '../contracts/protocol.ts';
import type { ImportIdentity } from '../store/import-log.ts';

/** Longest name of a file, in bytes, that leaves room for the rest of a key, which S3 limits to 1,024. */
const LONGEST = 700;

export const receiptsPrefix = (study: string): string => `receipts/${study}/`;

/** The folder of an import's receipt. A file whose name is too long for it is named by a digest. */
export function receiptFolder({ study, object, version }: ImportIdentity): string {
  const digest = () => `sha256-${createHash('sha256').update(object).digest('hex')}`;
  const name = Buffer.byteLength(object) > LONGEST ? digest() : object;
  return `${receiptsPrefix(study)}${name}/${version}/`;
}

/** What a key under `exports/` says: whose file it is, and its name; null for a key that lies elsewhere. */
export function exportOf(key: string): { readonly study: string; readonly object: string } | null {
  const [, study, object] = /^exports\/([^/]+)\/(.+)$/s.exec(key) ?? [];
  return study && object ? { study, object } : null;
}

/** Files that say how another file is to be read are no data. */
export const isMapping = (key: string): boolean => key.endsWith(MAPPING);

const MAPPING = '.mapping.json';

/** The file of data that a mapping stands beside. */
export const mappedBy = (mappingKey: string): string => mappingKey.slice(0, -MAPPING.length);

/** Where the mapping of a file of a study lies: beside it, and the one that the protocol names, if it does. */
export function mappingKeys(
  key: string,
  { mapping }: Protocol,
): { readonly beside: string; readonly ofStudy: string | null } {
  const study = exportOf(key)?.study;
  const ofStudy = mapping === undefined || study === undefined ? null : `exports/${study}/${mapping}`;
  return { beside: `${key}${MAPPING}`, ofStudy };
}
