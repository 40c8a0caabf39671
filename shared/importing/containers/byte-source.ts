/** A file whose bytes can be read from any place on: an object in a bucket, or a file on a disk. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, or to the end of the file. Nothing is read before it is asked for. */
  read(start: number, end?: number): AsyncIterable<Uint8Array>;
}
