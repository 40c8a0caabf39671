import { createHash } from 'node:crypto';
import { exportsFolder, type Protocol, receiptsFolder } from '../contracts/index.ts';
import type { ImportIdentity } from '../ledger/import-log/index.ts';

/** Longest file name in bytes. S3 limits a key to 1,024 bytes, and the other parts of the key need room. */
const MAX_NAME_BYTES = 700;

/** The folder of an import's receipt. If the name of the file is too long, a digest replaces it. */
export function receiptFolder({ study, object, version }: ImportIdentity): string {
  const digest = () => `sha256-${createHash('sha256').update(object).digest('hex')}`;
  const name = Buffer.byteLength(object) > MAX_NAME_BYTES ? digest() : object;
  return `${receiptsFolder(study)}${name}/${version}/`;
}

/**
 * The study and the file name in a key under `exports/` or `operator/`. Null for other keys. The name of an operator's file
 * begins with `operator/`, so that its receipt shows who put it there.
 */
export function exportOf(key: string): { readonly study: string; readonly object: string } | null {
  const [, folder, study, file] = /^(exports|operator)\/([^/]+)\/(.+)$/s.exec(key) ?? [];
  if (!study || !file) return null;
  // The whole path tells an owner's folder `operator/` from the folder of operators.
  const isOwn = folder === 'exports' && !file.startsWith(OPERATOR_PREFIX);
  return { study, object: isOwn ? file : `${folder}/${file}` };
}

/** The folder of operators' files. Owners of exports cannot write there. */
const OPERATOR_PREFIX = 'operator/';

/**
 * Whether an operator has put a file there. Only these files may give pseudonyms in place of clinicians.
 * @see docs/decisions/0124-rejects-name-raters-by-list.md
 */
export const isOperators = (key: string): boolean => key.startsWith(OPERATOR_PREFIX);

/** The folder of a study for the files of its operators. */
export const operatorFolder = (study: string): string => `${OPERATOR_PREFIX}${study}/`;

/** A mapping describes how to read another file, so it is not data. */
export const isMapping = (key: string): boolean => key.endsWith(MAPPING);

const MAPPING = '.mapping.json';

/** The data file next to a mapping. */
export const mappedBy = (mappingKey: string): string => mappingKey.slice(0, -MAPPING.length);

/** The possible keys of a mapping for a file: next to the file, and the one that the protocol names. */
export function mappingKeys(
  key: string,
  { mapping }: Protocol,
): { readonly ofFile: string; readonly ofStudy: string | null } {
  const study = exportOf(key)?.study;
  const ofStudy = mapping === undefined || study === undefined ? null : exportsFolder(study) + mapping;
  return { ofFile: `${key}${MAPPING}`, ofStudy };
}
