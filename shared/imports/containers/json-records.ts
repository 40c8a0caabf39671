import type { Fault } from '../../contracts/index.ts';
import type { Place } from '../../lib/index.ts';
import { decodeJsonRecord } from './decode-json.ts';
import { type JsonPart, jsonParts } from './json-parts.ts';
import { recordIn } from './list-within.ts';
import type { RawRecord } from './raw-record.ts';
import { TOO_LARGE, unparsable } from './record-faults.ts';

const [OPEN, CLOSE] = [Buffer.from('{'), Buffer.from('}')];
const NO_MEMBER = unparsable('is not a name with a JSON value');

/** The elements of a JSON array, starting after its bracket or between two elements. */
export async function* arrayRecords(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
): AsyncGenerator<RawRecord[]> {
  for await (const parts of jsonParts(chunks, start, 0x5d))
    yield parts.map((part) => ({
      ...placeOf(part),
      ...(part.bytes ? decodeJsonRecord(part.bytes) : tooLarge),
    }));
}

/** The elements of a list within a JSON object, with the same starting places. */
export async function* listRecords(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
): AsyncGenerator<RawRecord[]> {
  for await (const parts of jsonParts(chunks, start, 0x5d, true))
    yield parts.map((part) => ({ ...placeOf(part), ...(part.bytes ? elementOf(part.bytes) : tooLarge) }));
}

function elementOf(bytes: Buffer): ReturnType<typeof decodeJsonRecord> {
  const decoded = decodeJsonRecord(bytes);
  return 'fault' in decoded ? decoded : { ...decoded, value: recordIn(decoded.value) };
}

/** The members of a JSON object, with their names. They start at the same places as the records of an array. */
export async function* objectRecords(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
): AsyncGenerator<RawRecord[]> {
  for await (const parts of jsonParts(chunks, start, 0x7d))
    yield parts.map((part) => ({ ...placeOf(part), ...(part.bytes ? memberOf(part.bytes) : tooLarge) }));
}

const tooLarge = { fault: TOO_LARGE };
const placeOf = ({ line, byteOffset, next }: JsonPart) => ({ line, byteOffset, next });

/** Decodes `"name": value` as an object with one member. */
function memberOf(
  bytes: Buffer,
): { readonly value: unknown; readonly key: string } | { readonly fault: Fault } {
  const parsed = decodeJsonRecord(Buffer.concat([OPEN, bytes, CLOSE]));
  if ('fault' in parsed) return parsed;
  const [member, another] = Object.entries(parsed.value as object);
  return member && !another ? { key: member[0], value: member[1] } : { fault: NO_MEMBER };
}
