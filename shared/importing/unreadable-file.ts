/** A file that cannot be read at all. The message says why, and what to do about it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
