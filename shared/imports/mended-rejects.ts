import { createHash } from 'node:crypto';
import * as z from 'zod';
import { rejectFile } from '../contracts/index.ts';
import { readValue, valuesIn } from '../events/index.ts';
import type { Pseudonymiser } from '../events/pseudonyms/index.ts';
import { isPseudonym } from '../ledger/cells/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import { parseJson } from '../lib/index.ts';
import { idOfDescribedRow } from './row-id.ts';

/** A stored reject. Its row may have been corrected since. */
interface Kept {
  /** Its place in the file that contains it: a line, or an event of a message. */
  readonly place: string;
  /** Its place in the refused input. It stays the same if the list is edited. */
  readonly origin: readonly (string | number)[];
  /** The clinician's id in the list. Absent if the clinician is unknown, or if the list is of an earlier version. */
  readonly rater?: string | undefined;
  readonly row: unknown;
}

/** The result for a stored reject: an event in an operator's form, or the fault that prevents it. */
export type Mended =
  | { readonly place: string; readonly event: Record<string, unknown> }
  | { readonly place: string; readonly fault: string };

const importReject = z.object({
  line: z.int(),
  byteOffset: z.int(),
  reason: z.string(),
  rater: z.string().optional(),
  row: z.unknown().optional(),
});

/**
 * Reads rejects to resend, from `rejects.jsonl` of an import or from a reject file of the queue. A row without its
 * own id gets the id that it would have had in its file. If its content is insufficient for that, its id is
 * derived from the clinician, the models and its place. This id stays the same in every later correction. If a list
 * contains the message itself, the events are read from the message.
 * @throws SyntaxError, ZodError if the text is neither kind of list
 */
export function mendedRejects(text: string, at: string, pseudonymiser: Pseudonymiser): Mended[] {
  return keptRejects(text).map((kept) => mended(kept, at, pseudonymiser));
}

function keptRejects(text: string): Kept[] {
  const whole = text.trimStart().startsWith('{') ? rejectFile.safeParse(parsedOrNull(text)) : null;
  if (whole?.success) {
    const { messageId = '', rejects, body } = whole.data;
    const values = body === undefined ? null : valuesIn(body);
    const given = values && 'list' in values ? values.list : [];
    return rejects.map(({ index, rater, row }) => ({
      place: `event ${index}`,
      origin: [messageId, index],
      rater,
      row: row ?? given[index],
    }));
  }
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    const { line, byteOffset, rater, row } = importReject.parse(parseJson(content));
    const place = `line ${index + 1} (line ${line} of the file that was imported)`;
    return [{ place, origin: [line, byteOffset], rater, row }];
  });
}

function parsedOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function mended({ place, origin, rater, row }: Kept, at: string, pseudonymiser: Pseudonymiser): Mended {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { place, fault: 'contains no row, because the refused input could not be read as one' };
  const given = withPseudonym(row as Record<string, unknown>, rater, pseudonymiser);
  if (given === null)
    return {
      place,
      fault:
        'rater: was not written by this deployment, or was changed; give the clinician’s id in a field clinician of the row',
    };
  const raters = pseudonymiser.ratersIn('resend');
  const read = readValue({ judgment: 'row', at, ...given }, { pseudonymiser, raters, trusted: true });
  if (!read.ok) return { place, fault: read.reject.message };
  const { clinician: pseudonym, ...event } = read.event;
  const judgment = given.judgment ?? idOf(read.event, given, origin);
  return { place, event: { ...event, pseudonym, judgment } };
}

/**
 * The row with its clinician's pseudonym. A clinician that was added in a correction replaces it. Lists of earlier versions
 * have the deployment's common pseudonym in the row. Null if the id of the rater cannot be read.
 */
function withPseudonym(
  row: Record<string, unknown>,
  rater: string | undefined,
  { fromCommon, pseudonymOfRater }: Pseudonymiser,
): Record<string, unknown> | null {
  const { pseudonym, ...rest } = row;
  if (typeof pseudonym === 'string' && isPseudonym(pseudonym))
    return { ...rest, pseudonym: fromCommon(pseudonym) };
  if (pseudonym !== undefined || rater === undefined || Object.hasOwn(row, 'clinician')) return row;
  const found = pseudonymOfRater(rater);
  return found && { ...row, pseudonym: found };
}

/**
 * The id uses only the clinician, the models and the place, which are seldom corrected. A row that is corrected
 * again therefore stays the same judgment.
 */
function idOf(event: Pseudonymous, { at }: Record<string, unknown>, origin: Kept['origin']): string {
  if (event.kind !== 'retraction' && at !== undefined && hasTimeOfDay(event.at))
    return idOfDescribedRow(event);
  const models =
    event.kind === 'vote' ? [event.first, event.second] : event.kind === 'rating' ? [event.model] : [];
  const content = [event.kind, event.clinician, models, origin];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

/** Several rows of one clinician may have the same date. */
const hasTimeOfDay = (at: string): boolean => !new Date(at).toISOString().endsWith('T00:00:00.000Z');
