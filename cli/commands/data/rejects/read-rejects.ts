import * as z from 'zod';
import {
  conflictsFolder,
  type RejectFile,
  receiptsFolder,
  rejectFile,
  rejectsFolder,
} from '../../../../shared/contracts/index.ts';
import { parseJson } from '../../../../shared/lib/index.ts';
import type { ListedObject } from '../../../deployment/listed-objects.ts';

/** An event that was not counted. */
export interface FoundReject {
  /** When the reject was written, in ISO 8601. */
  readonly at: string;
  /** The message or the file with the event, and its place there. */
  readonly place: string;
  readonly reason: string;
  /** Empty if no single field is at fault. */
  readonly field: string;
  /** The fault and its remedy. */
  readonly message: string;
  /** The event without its clinician. */
  readonly row?: unknown;
}

/** Longest text of one object that is read, in bytes. A list of rejects of an import may be longer. */
export const MAX_LIST_BYTES = 8 * 1024 * 1024;

const LIST_ENDING = '/rejects.jsonl';

/** The folders with rejects of a study: those of messages, and those of files. */
export const foldersOf = (study: string): string[] => [rejectsFolder(study), receiptsFolder(study)];

/** Whether an object of these folders contains rejects. */
export const hasRejects = ({ key }: ListedObject, study: string): boolean =>
  key.startsWith(rejectsFolder(study)) ? key.endsWith('.json') : key.endsWith(LIST_ENDING);

/**
 * The rejects in one object. The last line of a list that was cut is left out.
 * @throws SyntaxError, ZodError if the object is no list of rejects
 */
export function rejectsIn({ key, writtenAt }: ListedObject, text: string, study: string): FoundReject[] {
  const at = new Date(writtenAt).toISOString();
  if (!key.endsWith(LIST_ENDING))
    return ofMessage(rejectFile.parse(parseJson(text)), at, key.startsWith(conflictsFolder(study)));
  const file = key.slice(receiptsFolder(study).length, -LIST_ENDING.length);
  return linesOf(text).map(({ line, ...reject }) => found(at, `${file}, line ${line}`, reject));
}

const ofMessage = ({ messageId, rejects }: RejectFile, at: string, isConflict: boolean): FoundReject[] =>
  rejects.map(({ index, ...reject }) =>
    found(at, isConflict ? 'messages' : `message ${messageId ?? ''}, event ${index}`, reject),
  );

/** A stored reject may have fields that are not shown. */
const found = (
  at: string,
  place: string,
  { reason, field, message, row }: Omit<FoundReject, 'at' | 'place'>,
): FoundReject => ({ at, place, reason, field, message, ...(row !== undefined && { row }) });

const listLine = z.object({
  line: z.int(),
  reason: z.string(),
  field: z.string().default(''),
  message: z.string(),
  row: z.unknown().optional(),
});

function linesOf(text: string): z.output<typeof listLine>[] {
  const isCut = Buffer.byteLength(text) >= MAX_LIST_BYTES;
  const lines = text.split('\n').filter((line) => line !== '');
  return (isCut ? lines.slice(0, -1) : lines).map((line) => listLine.parse(parseJson(line)));
}
