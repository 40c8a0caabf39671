import * as z from 'zod';

/** Fields of a row that may be ids in a table. */
export const ID_FIELDS = ['judgment', 'clinician', 'item'] as const;
export type IdField = (typeof ID_FIELDS)[number];

const fileFacts = z.object({
  hasTimesOfDay: z.boolean(),
  hasPositionalRows: z.boolean(),
  hasDescribedRows: z.boolean(),
  hasDeclaredRows: z.boolean(),
  wholeNumbers: z.array(z.enum(ID_FIELDS)),
  sharedNames: z.array(z.string()),
  models: z.array(z.string()).nullable(),
  raters: z.array(z.string()).nullable(),
  digest: z.string().nullable(),
  fingerprint: z.string().optional(),
});

/**
 * The facts of a whole file that decide how each of its rows is read. An import finds them before it records the first row,
 * and keeps them for the workers that resume it.
 */
export interface FileFacts {
  /** Whether the times of its rows are finer than a day, so that a time can identify a row. */
  readonly hasTimesOfDay: boolean;
  /** Whether some rows are identified by their content and occurrence alone. */
  readonly hasPositionalRows: boolean;
  /** Whether some rows are identified by their time, or by the answer that they score. */
  readonly hasDescribedRows: boolean;
  /** Whether some rows have an id. */
  readonly hasDeclaredRows: boolean;
  /** Columns of ids in which every value is a whole number, and some are written as `1.0`. They are read as `1`. */
  readonly wholeNumbers: readonly IdField[];
  /** Names of models that a rater has as well. Several raters judge them, so they identify no rater. */
  readonly sharedNames: readonly string[];
  /** The models of its events. Null if there are too many to keep. */
  readonly models: readonly string[] | null;
  /** The beginnings of the pseudonyms of its raters. Null if there are too many to keep. */
  readonly raters: readonly string[] | null;
  /** The digest of its unpacked bytes. Null if each row has an id, so that it is not needed. */
  readonly digest: string | null;
  /** Fingerprint of the key of the pseudonyms. Absent during the survey, and in facts of earlier versions. */
  readonly fingerprint?: string | undefined;
}

/** The facts that are assumed while a file is surveyed. */
export const ASSUMED_FACTS: FileFacts = {
  hasTimesOfDay: true,
  hasPositionalRows: true,
  hasDescribedRows: true,
  hasDeclaredRows: true,
  wholeNumbers: [],
  sharedNames: [],
  models: [],
  raters: [],
  digest: null,
};

/** The facts of a file without records. */
export const NOTHING_FOUND: FileFacts = {
  ...ASSUMED_FACTS,
  hasTimesOfDay: false,
  hasPositionalRows: false,
  hasDescribedRows: false,
  hasDeclaredRows: false,
};

export const writeFacts = (facts: FileFacts): string => JSON.stringify(facts);
export const readFacts = (text: string): FileFacts => fileFacts.parse(JSON.parse(text));
