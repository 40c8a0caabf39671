import { createHash } from 'node:crypto';
import type { Mapping, Protocol } from '../../shared/contracts/index.ts';
import { MAX_MAPPING_LENGTH, parseMapping } from '../../shared/imports/formats/index.ts';
import { importKeys } from '../../shared/imports/index.ts';
import type { LargeObjects } from '../../shared/lib/object-store/index.ts';

/** The mapping of a file, with the digest that distinguishes imports under different mappings. */
export type FoundMapping = { readonly digest: string } & (
  | { readonly mapping: Mapping | null; readonly studyMapping: Mapping | null }
  /** The reason why the mapping is unknown, and the remedy. */
  | { readonly fault: string }
);

const MAX_MAPPING_BYTES = 4 * MAX_MAPPING_LENGTH;

/** A change of a mapping for all files cannot start imports, because the waiting files are not known. */
const PUT_FILE = 'upload this file again, because a change of that mapping does not start its import';

/**
 * The mapping next to the file, or else the one that the protocol names for files that are not in Primum's own
 * form.
 */
export async function mappingOf(
  objects: Pick<LargeObjects, 'text'>,
  key: string,
  protocol: Protocol,
): Promise<FoundMapping> {
  const { ofFile, ofStudy } = importKeys.mappingKeys(key, protocol);
  for (const place of [ofFile, ofStudy]) {
    const text = place === null ? null : await objects.text(place, MAX_MAPPING_BYTES);
    if (text === null) continue;
    const parsed = parseMapping(text);
    if (!parsed.ok) {
      const again = place === ofFile ? 'upload it again' : PUT_FILE;
      return {
        digest: digestOf(text),
        fault: `The mapping ${place} ${parsed.message}. Correct it, and ${again}.`,
      };
    }
    const { mapping, hash: digest } = parsed;
    return place === ofFile
      ? { digest, mapping, studyMapping: null }
      : { digest, mapping: null, studyMapping: mapping };
  }
  if (ofStudy !== null)
    return {
      digest: '',
      fault: `The mapping ${ofStudy}, which the protocol names, does not exist. Create it, and ${PUT_FILE}.`,
    };
  return { digest: '', mapping: null, studyMapping: null };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
