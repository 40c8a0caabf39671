import type { Format, FormatContext, Sample } from './format.ts';
import { nativeJson, nativeTable } from './native.ts';

/**
 * Tells by a file's beginning how its records are to be read.
 * @throws UnreadableFile with the remedy, for a file that needs a mapping it does not have, or that does not fit its
 *   mapping
 */
export function recognise({ header }: Sample, context: FormatContext): Format {
  return header ? nativeTable(header, context) : nativeJson;
}
