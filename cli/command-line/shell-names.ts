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

/** A value as one word of a POSIX shell, quoted only if necessary. */
export const shellWord = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
