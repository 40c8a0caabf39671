import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { ByteSource } from '../../../lib/index.ts';
import { UnreadableFile } from '../../unreadable-file.ts';
import { bytesOf } from '../bytes-of.ts';
import { damagedWorkbook, SAVE_AS_CSV, tooLarge } from './workbook-errors.ts';
import type { WorkbookLimits } from './workbook-limits.ts';

const MEBIBYTE = 2 ** 20;

/**
 * The parts of a zip archive. Case does not matter in their names (ECMA-376, part 2). The archive is held in
 * memory, because its directory is at its end, and the parts are read in another order.
 */
export class ZipParts {
  readonly #archive: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #limits: WorkbookLimits;
  /** Parts that were read. Together they must not exceed the limit. */
  readonly #read = new Set<Entry>();

  private constructor(archive: ZipFile, entries: ReadonlyMap<string, Entry>, limits: WorkbookLimits) {
    this.#archive = archive;
    this.#entries = entries;
    this.#limits = limits;
  }

  /**
   * Reads the directory of an archive.
   * @throws UnreadableFile if it is damaged or exceeds a limit
   */
  static async open(source: ByteSource, limits: WorkbookLimits): Promise<ZipParts> {
    const { size } = source;
    if (size > limits.packedBytes)
      throw new UnreadableFile(
        `it is an Excel workbook or a zip archive of more than ${limits.packedBytes / MEBIBYTE} MB. ${SAVE_AS_CSV}.`,
      );
    const { buffer } = await bytesOf(source, 0, size);
    try {
      const archive = await fromBufferPromise(Buffer.from(buffer));
      const entries = new Map<string, Entry>();
      for await (const entry of archive.eachEntry()) {
        const name = entry.fileName.toLowerCase();
        if (entries.has(name)) throw damagedWorkbook('it has two parts of one name');
        entries.set(name, entry);
        if (entries.size > limits.parts) throw tooLarge(`more than ${limits.parts} parts`);
      }
      return new ZipParts(archive, entries, limits);
    } catch (error) {
      if (error instanceof UnreadableFile) throw error;
      throw new UnreadableFile(
        `it is an Excel workbook or a zip archive that is damaged or cut off. Save it again, or unpack it. ${SAVE_AS_CSV}.`,
      );
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** The place of a part in the file. 0 if there is no such part. */
  offsetOf(name: string): number {
    return this.#entries.get(name.toLowerCase())?.relativeOffsetOfLocalHeader ?? 0;
  }

  /**
   * The bytes of a part.
   * @throws BrokenOff if it is damaged, after the bytes before the damage; UnreadableFile if it exceeds a limit
   */
  async *bytes(name: string, most = this.#limits.unpackedBytes): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase());
    if (!entry) throw damagedWorkbook('a part is missing');
    if (!entry.canDecodeFileData())
      throw new UnreadableFile(
        `it is a workbook whose parts are encrypted, or packed in an unusual way. Save it again, without a password.`,
      );
    this.#admit(entry, most);
    let checksum = 0;
    try {
      // The stream fails if the part is longer than the directory announces.
      for await (const chunk of await this.#archive.openReadStreamPromise(entry)) {
        checksum = crc32(chunk as Buffer, checksum);
        yield chunk as Buffer;
      }
    } catch {
      throw damagedWorkbook('a part cannot be unpacked');
    }
    if (checksum !== entry.crc32) throw damagedWorkbook('the checksum of a part is wrong');
  }

  #admit(entry: Entry, most: number): void {
    this.#read.add(entry);
    let total = 0;
    for (const { uncompressedSize } of this.#read) total += uncompressedSize;
    if (entry.uncompressedSize > most || total > this.#limits.unpackedBytes)
      throw tooLarge(
        `parts of more than ${Math.min(most, this.#limits.unpackedBytes) / MEBIBYTE} MB unpacked`,
      );
  }
}
