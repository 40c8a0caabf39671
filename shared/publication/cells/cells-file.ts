import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import { type Cell, compareCells, type FrozenCriterion } from '../../ledger/cells/index.ts';
import { type CellCodec, cellCodec, NotACell } from './published-cell.ts';

/** The file with the cells of an audit. */
export const CELLS = 'cells.jsonl.gz';

/** Number of characters per compressed chunk. */
const CHUNK_CHARACTERS = 65_536;
/** The position of the operating system in a gzip header (RFC 1952), and the value for "unknown". */
const SYSTEM_AT = 9;
const UNKNOWN_SYSTEM = 255;

/** Receives cells during reading and keeps only their compressed form, because a large study has millions of cells. */
export interface CellsWriter {
  /**
   * Writes the cells of the next groups of clinicians. Cells within one call may be in any order. Cells with only
   * zero counts are left out.
   */
  write(cells: readonly Cell[]): Promise<void>;
  /** Returns the file. The same cells give the same bytes. */
  end(): Promise<Uint8Array>;
}

/** Writes the cells of a study as compressed JSON lines. */
export function cellsWriter(criteria: readonly FrozenCriterion[]): CellsWriter {
  const codec = cellCodec(criteria);
  const packer = linesPacker();
  return {
    write: (cells) => packer.write(linesOf(cells, codec)),
    end: packer.end,
  };
}

/** Compresses lines while they are made. The same lines give the same bytes. */
export function linesPacker() {
  const packer = createGzip();
  const packed = buffer(packer);
  return {
    async write(lines: Iterable<string>): Promise<void> {
      for (const text of batchesOf(lines)) if (!packer.write(text)) await once(packer, 'drain');
    },
    async end(): Promise<Uint8Array> {
      packer.end();
      const body = await packed;
      body[SYSTEM_AT] = UNKNOWN_SYSTEM;
      return body;
    },
  };
}

function* batchesOf(lines: Iterable<string>): Generator<string> {
  let pending = '';
  for (const line of lines) {
    pending += `${line}\n`;
    if (pending.length < CHUNK_CHARACTERS) continue;
    yield pending;
    pending = '';
  }
  yield pending;
}

/** The lines of the cells, sorted. */
function* linesOf(cells: readonly Cell[], codec: CellCodec): Generator<string> {
  for (const cell of cells.toSorted(compareCells)) {
    if ([...cell.counts.values()].every((count) => count === 0)) continue;
    yield codec.encode(cell);
  }
}

/**
 * Reads cells in the order of the file.
 * @throws {@link NotACell} with the number of the line, if a line is not a cell of the study, is repeated or is out of
 * order
 */
export async function* decodeCells(
  body: Uint8Array,
  criteria: readonly FrozenCriterion[],
): AsyncGenerator<Cell> {
  yield* decodeLines(body, cellCodec(criteria).decode, compareCells);
}

/**
 * Reads the values of a file of compressed lines.
 * @param compare orders the values; a line must follow the one before it
 * @throws {@link NotACell} with the number of the line
 */
export async function* decodeLines<T>(
  body: Uint8Array,
  decode: (line: string) => T,
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  let number = 0;
  let before: T | null = null;
  for await (const line of linesIn(body)) {
    number++;
    const value = decodeLine(() => decode(line), number);
    if (before !== null && compare(before, value) >= 0)
      throw new NotACell(`line ${number}: lines must be in order, each once`);
    before = value;
    yield value;
  }
}

/** Maximum length of a line in characters. A cell with 24 criteria needs a tenth of it. */
const MAX_LINE_CHARACTERS = 100_000;

async function* linesIn(body: Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of Readable.from([body]).pipe(createGunzip())) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE_CHARACTERS) throw new NotACell('a line is too long for a cell');
    yield* lines;
  }
  if (rest + decoder.decode() !== '') throw new NotACell('the last line has no end');
}

function decodeLine<T>(decode: () => T, number: number): T {
  try {
    return decode();
  } catch (error) {
    throw error instanceof NotACell ? new NotACell(`line ${number}: ${error.message}`) : error;
  }
}
