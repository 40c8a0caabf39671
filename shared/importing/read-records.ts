import { isUtf8 } from 'node:buffer';
import { splitFields } from './csv-fields.ts';
import { csvRecords } from './csv-records.ts';
import { jsonlRecords } from './jsonl-records.ts';
import { linesOf, MAX_RECORD_BYTES } from './line.ts';
import { LineQueue } from './line-queue.ts';
import { columnsOf } from './native-columns.ts';
import { eventOfRow } from './native-row.ts';
import type { SourceRecord } from './source-record.ts';
import { type Peeked, peek, unpack } from './unpack.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** What reading a file needs to know of its study. */
export interface FileContext {
  /** The study of rows that have no study column. */
  readonly study: string;
  /** Ids of the protocol's criteria: the names of score columns. */
  readonly criteria: ReadonlySet<string>;
}

export interface OpenedFile {
  readonly format: 'votes.csv' | 'ratings.csv' | 'jsonl' | 'empty';
  readonly records: AsyncIterable<SourceRecord>;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const hasBom = (head: Buffer): boolean => head.subarray(0, 3).equals(BOM);
const contentOf = (head: Buffer): string =>
  (hasBom(head) ? head.subarray(3) : head).toString('latin1').trimStart();

/**
 * Opens a file, recognised by its content: gzip by its magic bytes, JSONL by a first character `{` or `[`, else CSV
 * by its header. Records are read as they are asked for; memory does not grow with the file.
 * @throws UnreadableFile with the remedy, for a file that is none of these
 */
export async function openFile(stream: AsyncIterable<Uint8Array>, context: FileContext): Promise<OpenedFile> {
  const enough = (head: Buffer) => head.length > MAX_RECORD_BYTES || contentOf(head).includes('\n');
  const peeked = await peek(await unpack(stream), enough);
  const first = contentOf(peeked.head).split('\n', 1)[0]!.trimEnd();
  if (first === '' && peeked.head.length > MAX_RECORD_BYTES)
    throw new UnreadableFile('it begins with more blanks than a record may be long.');
  if (first === '') return { format: 'empty', records: none() };
  if (first.startsWith('{') || first.startsWith('[')) {
    refuseSpreadOut(first);
    return { format: 'jsonl', records: jsonlRecords(linesOf(...content(peeked))) };
  }
  return openCsv(peeked, context);
}

async function* none(): AsyncGenerator<SourceRecord> {}

/** The bytes after the byte order mark, and the offset at which they begin. */
function content({ head, all }: Peeked): [AsyncIterable<Uint8Array>, number] {
  return hasBom(head) ? [withoutFirst(all, 3), 3] : [all, 0];
}

/** The first chunk is at least the head that was looked at, so it holds the mark. */
async function* withoutFirst(chunks: AsyncIterable<Uint8Array>, count: number) {
  let left = count;
  for await (const chunk of chunks) {
    yield left > 0 ? chunk.subarray(left) : chunk;
    left = 0;
  }
}

function refuseSpreadOut(first: string): void {
  if (/^(\[\s*\{?|\{)$/.test(first))
    throw new UnreadableFile(
      'it is JSON spread over several lines. Write one event a line (as `jq -c` or `jq -c ".[]"` does).',
    );
}

async function openCsv(peeked: Peeked, { study, criteria }: FileContext): Promise<OpenedFile> {
  const queue = new LineQueue(linesOf(...content(peeked)));
  const columns = columnsOf(await headerOf(queue), criteria);
  async function* records(): AsyncGenerator<SourceRecord> {
    for await (const { line, byteOffset, content: row } of csvRecords(queue, columns.width))
      yield 'reason' in row
        ? { line, byteOffset, form: 'broken', fault: row }
        : { line, byteOffset, form: 'row', value: eventOfRow(row, columns, study) };
  }
  return { format: columns.kind === 'vote' ? 'votes.csv' : 'ratings.csv', records: records() };
}

async function headerOf(queue: LineQueue): Promise<readonly string[]> {
  for (;;) {
    const line = await queue.look(0);
    queue.take(1);
    if (!line) throw new UnreadableFile('it has no header.');
    if (line.bytes === null) throw new UnreadableFile('its first line is too long to be a header.');
    if (line.bytes.toString().trim() === '') continue;
    if (!isUtf8(line.bytes)) throw new UnreadableFile('its header is not UTF-8. Save it as UTF-8.');
    const fields = splitFields(line.bytes.toString());
    if (typeof fields === 'string') throw new UnreadableFile('the quotes of its header do not match.');
    return fields;
  }
}
