import * as z from 'zod';

/** A place in the records of a file. */
export const column = z
  .string()
  .min(1)
  .max(300)
  .describe(
    'A column; in JSON a path with dots, such as "user.value". "$key" is the name of a record in an object.',
  );

const digest = z
  .strictObject({ hash: z.array(column).min(1).max(8) })
  .describe(
    'The hash of one or more texts, such as a question: SHA-256 as 32 hex digits. Blanks at the ends, other white space and' +
      ' the composition of accents do not matter; case does.',
  );

/** The forms of a source, for refusals. */
export const SOURCE_FORMS =
  'must be the name of a column, a list of such names, {"join": ["case", "turn"]} or {"hash": ["question"]}';

/** The places that give the value of one field. */
export const source = z
  .union(
    [
      column,
      z
        .array(z.union([column, digest]))
        .min(1)
        .max(10),
      z.strictObject({ join: z.array(column).min(1).max(8), with: z.string().max(4).default('/') }),
      digest,
    ],
    SOURCE_FORMS,
  )
  .describe(
    'A column; or several columns, of which the first filled one counts; or several joined to one text; or a hash of them.',
  );
export type Source = z.output<typeof source>;
