import { protocol } from '../../../shared/contracts/protocol.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { type Inspection, inspectFile } from '../../../shared/imports/inspect/inspect-file.ts';
import { FILE_TIME, people } from '../events/study.ts';
import { sourceOf } from './bytes.ts';

/** The inspection of a file that is not empty. */
export async function inspected(content: string | Uint8Array, mapping?: unknown): Promise<Inspection> {
  const parsed = mapping === undefined ? null : parseMapping(JSON.stringify(mapping));
  if (parsed?.ok === false) throw new Error(parsed.message);
  const inspection = await inspectFile(sourceOf(content), {
    protocol: protocol.parse({}),
    mapping: parsed?.mapping ?? null,
    pseudonymiser: people,
    fileTime: FILE_TIME,
    atMost: null,
    hasHeader: false,
  });
  return inspection!;
}
