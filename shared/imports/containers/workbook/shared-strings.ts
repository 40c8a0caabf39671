import { lengthened } from '../../../lib/compact/index.ts';
import { damagedWorkbook, tooLarge } from './workbook-errors.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { MAX_TEXT_CHARACTERS, parsedXml, unescaped, type XmlHandler } from './xml-events.ts';

const CHUNK_BYTES = 2 ** 20;

/**
 * The texts that cells of a workbook share, in their order. They are kept outside of the heap, as UTF-8. A short part of
 * a large text would keep the large text in memory.
 */
export class SharedStrings {
  readonly #limits: Pick<WorkbookLimits, 'sharedTexts' | 'sharedTextBytes'>;
  readonly #chunks: Buffer[] = [];
  /** The length of the last chunk that is in use. */
  #used = CHUNK_BYTES;
  #bytes = 0;
  #count = 0;
  /** Chunk, offset and length of each text. */
  #places = new Uint32Array(3 * 1024);

  constructor(limits: Pick<WorkbookLimits, 'sharedTexts' | 'sharedTextBytes'>) {
    this.#limits = limits;
  }

  add(text: string): void {
    const length = Buffer.byteLength(text);
    this.#bytes += length;
    if (this.#count === this.#limits.sharedTexts || this.#bytes > this.#limits.sharedTextBytes)
      throw tooLarge('too many texts');
    if (this.#used + length > (this.#chunks.at(-1)?.length ?? 0)) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, length)));
      this.#used = 0;
    }
    this.#chunks.at(-1)!.write(text, this.#used);
    this.#place(this.#chunks.length - 1, this.#used, length);
    this.#used += length;
  }

  /** The text with a number from 0. Undefined if there is none. */
  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const [chunk, offset, length] = this.#places.subarray(3 * index, 3 * index + 3);
    return this.#chunks[chunk!]!.toString('utf8', offset!, offset! + length!);
  }

  #place(chunk: number, offset: number, length: number): void {
    if (3 * this.#count === this.#places.length)
      this.#places = lengthened(this.#places, 2 * this.#places.length);
    this.#places.set([chunk, offset, length], 3 * this.#count);
    this.#count += 1;
  }
}

/** Collects the text of an element, without the readings of Asian characters (`rPh`). */
export class TextCollector {
  #parts = '';
  #isText = false;
  #readings = 0;

  open(name: string): void {
    if (name === 'rPh') this.#readings += 1;
    else if (name === 't') this.#isText = true;
  }

  text(text: string): void {
    if (!this.#isText || this.#readings > 0) return;
    if (this.#parts.length + text.length > MAX_TEXT_CHARACTERS) throw damagedWorkbook('a text is too long');
    this.#parts += text;
  }

  close(name: string): void {
    if (name === 'rPh') this.#readings -= 1;
    else if (name === 't') this.#isText = false;
  }

  /** The collected text. The next one begins empty. */
  take(): string {
    const text = unescaped(this.#parts);
    this.#parts = '';
    return text;
  }
}

/** Reads the part with the shared texts. */
export async function readSharedStrings(
  chunks: AsyncIterable<Uint8Array>,
  limits: WorkbookLimits,
): Promise<SharedStrings> {
  const strings = new SharedStrings(limits);
  const collector = new TextCollector();
  const handler: XmlHandler = {
    open: (name) => collector.open(name),
    text: (text) => collector.text(text),
    close(name) {
      collector.close(name);
      if (name === 'si') strings.add(collector.take());
    },
  };
  for await (const _ of parsedXml(chunks, handler));
  return strings;
}
