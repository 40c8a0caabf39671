import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createGzip } from 'node:zlib';
import type { FrozenCriterion } from '../../contracts/settings.ts';
import { type Cell, compareCells } from '../../tallies/cell.ts';
import { type CellCodec, cellCodec, NotACell } from './published-cell.ts';

/** The cells of an audit, beside it. */
export const CELLS = 'cells.jsonl.gz';

/** Characters compressed at once. */
const CHUNK = 65_536;
/** Where a gzip header names the system that made it (RFC 1952), and what stands for none. */
const SYSTEM_AT = 9;
const UNKNOWN_SYSTEM = 255;

/** Takes cells in as they are read, and keeps them compressed only: a large study has millions. */
export interface CellsWriter {
  /**
   * Takes the cells of the next groups of clinicians, in any order among themselves. Those that came back to zero
   * are left out.
   */
  write(cells: readonly Cell[]): Promise<void>;
  /** The file. The same cells give the same bytes. */
  end(): Promise<Uint8Array>;
}

/** Writes the cells of a study as JSON lines, compressed. */
export function cellsWriter(criteria: readonly FrozenCriterion[]): CellsWriter {
  const codec = cellCodec(criteria);
  const packer = createGzip();
  const packed = buffer(packer);
  return {
    async write(cells) {
      for (const text of linesOf(cells, codec)) if (!packer.write(text)) await once(packer, 'drain');
    },
    async end() {
      packer.end();
      const body = await packed;
      body[SYSTEM_AT] = UNKNOWN_SYSTEM;
      return body;
    },
  };
}

/** The lines of the cells, in their order, some at a time. */
function* linesOf(cells: readonly Cell[], codec: CellCodec): Generator<string> {
  let pending = '';
  for (const cell of cells.toSorted(compareCells)) {
    if ([...cell.counts.values()].every((count) => count === 0)) continue;
    pending += `${codec.encode(cell)}\n`;
    if (pending.length < CHUNK) continue;
    yield pending;
    pending = '';
  }
  yield pending;
}

/**
 * Reads cells back, in their order.
 * @throws {@link NotACell} where a line is none of the study, comes twice or out of order, naming the line
 */
export async function* decodeCells(
  body: Uint8Array,
  criteria: readonly FrozenCriterion[],
): AsyncGenerator<Cell> {
  const codec = cellCodec(criteria);
  let number = 0;
  let before: Cell | null = null;
  for await (const line of linesIn(body)) {
    number++;
    const cell = decodeLine(() => codec.decode(line), number);
    if (before && compareCells(before, cell) >= 0)
      throw new NotACell(`line ${number}: cells must be in order, each once`);
    before = cell;
    yield cell;
  }
}

/** The longest line read, in characters: a cell of 24 criteria takes a tenth of it. */
const LONGEST = 100_000;

async function* linesIn(body: Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of Readable.from([body]).pipe(createGunzip())) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST) throw new NotACell('a line is too long for a cell');
    yield* lines;
  }
  if (rest + decoder.decode() !== '') throw new NotACell('the last line has no end');
}

function decodeLine(decode: () => Cell, number: number): Cell {
  try {
    return decode();
  } catch (error) {
    throw error instanceof NotACell ? new NotACell(`line ${number}: ${error.message}`) : error;
  }
}
