import { createHash } from 'node:crypto';
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
export const isMapping = (key: string): boolean => key.endsWith('.mapping.json');
