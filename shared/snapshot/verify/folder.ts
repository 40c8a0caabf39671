/** A published snapshot's files, wherever they are. */
export interface SnapshotFolder {
  /** As it is named to people. */
  readonly name: string;
  /**
   * A file of the folder; null where there is none.
   * @param file relative to the folder, as `schemas/snapshot.schema.json`
   * @param most bytes read at the most: one that is longer is returned longer than this, though perhaps not whole
   */
  read(file: string, most: number): Promise<Uint8Array | null>;
}
