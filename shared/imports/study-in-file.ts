import { type Protocol, studyName } from '../contracts/index.ts';
import type { ByteSource } from '../lib/index.ts';
import type { FormatContext } from './formats/format.ts';
import { openFile } from './read-records.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** The study of files without a study name. */
const UNNAMED = 'study';

/**
 * The study in the first record of a file.
 * @param protocol defines the criteria, which are possible names of score columns
 * @param how the mapping of the file, if any
 */
export async function studyInFile(
  source: ByteSource,
  protocol: Protocol,
  how: Partial<Pick<FormatContext, 'mapping'>> = {},
): Promise<string> {
  try {
    const { records } = await openFile(source, {
      ...how,
      study: UNNAMED,
      criteria: protocol.criteria,
    });
    for await (const record of records()) {
      if (record.form === 'broken') break;
      return studyIn(record.form === 'rows' ? record.value[0]?.value : record.value);
    }
  } catch (error) {
    // The import of the file reports the fault.
    if (!(error instanceof UnreadableFile)) throw error;
  }
  return UNNAMED;
}

function studyIn(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const study =
    typeof first === 'object' && first !== null ? (first as { study?: unknown }).study : undefined;
  return studyName.safeParse(study).data ?? UNNAMED;
}
