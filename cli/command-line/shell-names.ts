import { plain } from './text.ts';

/**
 * The shell variable of a stack output, for example `EXPORTS_BUCKET` for `ExportsBucketName` and `VOTES_QUEUE_URL` for
 * `VotesQueueUrl`. The settings of the functions have the same names.
 */
export const shellName = (output: string): string =>
  output
    .replace(/Name$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toUpperCase();

/** An `export` line for a POSIX shell. */
export const exportLine = (name: string, value: string): string => `export ${name}=${shellWord(value)}`;

/**
 * A value as one word of a POSIX shell, quoted only if necessary. Characters that could move the cursor or change the
 * writing direction are written as codes (POSIX of 2024), so that the word can be printed.
 */
export function shellWord(value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return value;
  if (value === plain(value)) return `'${value.replaceAll("'", "'\\''")}'`;
  const coded = [...value.replaceAll(/['\\]/g, '\\$&')].map((character) =>
    character === plain(character) ? character : codes(character),
  );
  return `$'${coded.join('')}'`;
}

/** The bytes of a character in UTF-8 as octal codes, which have a fixed length. */
const codes = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
