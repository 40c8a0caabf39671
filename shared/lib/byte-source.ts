/** A file that can be read from any offset: an object in a bucket, or a file on a disk. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, or to the end of the file. They are read only on demand. */
  read(start: number, end?: number): AsyncIterable<Uint8Array>;
}
