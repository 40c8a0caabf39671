import type { Fault } from '../../contracts/index.ts';
import type { Place } from '../../lib/index.ts';
import { decodeJsonRecord } from './decode-json.ts';
import { jsonParts } from './json-parts.ts';
import { recordIn } from './list-within.ts';
import type { RawRecord } from './raw-record.ts';
import { TOO_LARGE, unparsable } from './record-faults.ts';

const [OPEN, CLOSE] = [Buffer.from('{'), Buffer.from('}')];
const NO_MEMBER = unparsable('is not a name with a JSON value');

type Decode = (
  bytes: Buffer,
) => { readonly value: unknown; readonly key?: string } | { readonly fault: Fault };

/** Reads the parts of a JSON text up to a closing bracket as records. */
const recordsUpTo = (closer: number, decode: Decode, continues = false) =>
  async function* (chunks: AsyncIterable<Uint8Array>, start: Place): AsyncGenerator<RawRecord[]> {
    for await (const parts of jsonParts(chunks, start, closer, continues))
      yield parts.map(({ bytes, line, byteOffset, next }) => ({
        ...{ line, byteOffset, next },
        ...(bytes ? decode(bytes) : { fault: TOO_LARGE }),
      }));
  };

/** The elements of a JSON array, starting after its bracket or between two elements. */
export const arrayRecords = recordsUpTo(0x5d, decodeJsonRecord);

/** The elements of a list within a JSON object, with the same starting places. */
export const listRecords = recordsUpTo(0x5d, elementOf, true);

/** The members of a JSON object, with their names. They start at the same places as the records of an array. */
export const objectRecords = recordsUpTo(0x7d, memberOf);

function elementOf(bytes: Buffer): ReturnType<typeof decodeJsonRecord> {
  const decoded = decodeJsonRecord(bytes);
  return 'fault' in decoded ? decoded : { ...decoded, value: recordIn(decoded.value) };
}

/** Decodes `"name": value` as an object with one member. */
function memberOf(
  bytes: Buffer,
): { readonly value: unknown; readonly key: string } | { readonly fault: Fault } {
  const parsed = decodeJsonRecord(Buffer.concat([OPEN, bytes, CLOSE]));
  if ('fault' in parsed) return parsed;
  const [member, another] = Object.entries(parsed.value as object);
  return member && !another ? { key: member[0], value: member[1] } : { fault: NO_MEMBER };
}
