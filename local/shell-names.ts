/**
 * The shell variable of an output of the stack: `EXPORTS_BUCKET` for `ExportsBucketName`, `VOTES_QUEUE_URL` for
 * `VotesQueueUrl`. The functions' own settings are called so as well.
 */
export const shellName = (output: string): string =>
  output
    .replace(/Name$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toUpperCase();

/** An `export` line for a POSIX shell. */
export const exportLine = (name: string, value: string): string => `export ${name}=${shellWord(value)}`;

/** A value as one word of a POSIX shell, quoted only if it must be. */
export const shellWord = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
