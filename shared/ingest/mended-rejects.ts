import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Pseudonymiser } from '../contracts/pseudonym.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import { parseJson } from '../lossless-json.ts';
import { valuesIn } from './message.ts';
import { readValue } from './read-value.ts';
import { rejectFile } from './reject-file.ts';
import { idOfRow } from './row-id.ts';

/** A reject as it was kept, perhaps with its row mended since. */
interface Kept {
  /** Where it stands in the file that keeps it: a line, or an event of a message. */
  readonly place: string;
  /** Where it stood in what was refused: the same, however the list is edited. */
  readonly origin: readonly (string | number)[];
  readonly row: unknown;
}

/** What comes of a kept reject: an event in an operator's form, or why there is none. */
export type Mended =
  | { readonly place: string; readonly event: Record<string, unknown> }
  | { readonly place: string; readonly fault: string };

const importReject = z.object({
  line: z.int(),
  byteOffset: z.int(),
  reason: z.string(),
  row: z.unknown().optional(),
});

/**
 * Reads rejects that are to be sent again, from `rejects.jsonl` of an import or from a list of the queue's.
 * A row without an id of its own gets the one it would have had in its file; if it tells too little for that, one from
 * who, which models and its place, the same however often it is mended and sent. A list that keeps the message itself
 * has the events from there.
 * @throws SyntaxError, ZodError if the text is neither kind of list
 */
export function mendedRejects(text: string, at: string, pseudonymiser: Pseudonymiser): Mended[] {
  return keptRejects(text).map((kept) => mended(kept, at, pseudonymiser));
}

function keptRejects(text: string): Kept[] {
  const whole = text.trimStart().startsWith('{') ? rejectFile.safeParse(parsedOrNull(text)) : null;
  if (whole?.success) {
    const { messageId, rejects, body } = whole.data;
    const values = body === undefined ? null : valuesIn(body);
    const given = values && 'list' in values ? values.list : [];
    return rejects.map(({ index, row }) => ({
      place: `event ${index}`,
      origin: [messageId, index],
      row: row ?? given[index],
    }));
  }
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    const { line, byteOffset, row } = importReject.parse(parseJson(content));
    const place = `line ${index + 1} (line ${line} of the file that was imported)`;
    return [{ place, origin: [line, byteOffset], row }];
  });
}

function parsedOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function mended({ place, origin, row }: Kept, at: string, pseudonymiser: Pseudonymiser): Mended {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { place, fault: 'holds no row: what was refused could not be read as one' };
  const given = row as Record<string, unknown>;
  const read = readValue({ judgment: 'row', at, ...given }, { pseudonymiser, trusted: true });
  if (!read.ok) return { place, fault: read.reject.message };
  const { clinician: pseudonym, ...event } = read.event;
  const judgment = given.judgment ?? idOf(read.event, given, origin);
  return { place, event: { ...event, pseudonym, judgment } };
}

/** Of what is seldom mended: who, which models, and where. So a row that is mended once more is the same judgment. */
function idOf(event: Pseudonymous, { at, item }: Record<string, unknown>, origin: Kept['origin']): string {
  if (event.kind !== 'retraction' && (at !== undefined || item !== undefined))
    return idOfRow(event, at !== undefined);
  const models =
    event.kind === 'vote' ? [event.first, event.second] : event.kind === 'rating' ? [event.model] : [];
  const content = [event.kind, event.clinician, models, origin];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
