/** The files of a published snapshot, on any medium. */
export interface SnapshotFolder {
  /** The name of the folder for readers. */
  readonly name: string;
  /**
   * Reads a file of the folder. Null if it does not exist.
   * @param file relative to the folder, for example `schemas/snapshot.schema.json`
   * @param most maximum number of bytes to read. The result for a longer file is longer than this, but may be
   * incomplete.
   */
  read(file: string, most: number): Promise<Uint8Array | null>;
}
