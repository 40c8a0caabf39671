import { crc32 } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { decodeParquet } from '../../../../shared/imports/containers/parquet/decode-parquet.ts';
import { parquetContents } from '../../../../shared/imports/containers/parquet/parquet-contents.ts';
import {
  PARQUET_LIMITS,
  type ParquetLimits,
} from '../../../../shared/imports/containers/parquet/parquet-limits.ts';
import { checkPages } from '../../../../shared/imports/containers/parquet/parquet-pages.ts';
import { checkRuns } from '../../../../shared/imports/containers/parquet/parquet-runs.ts';
import { thriftNumbers } from '../../../../shared/imports/containers/parquet/thrift-numbers.ts';
import { UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import { BEGINNING } from '../../../../shared/lib/place.ts';
import { sourceOf } from '../bytes.ts';

const file = (rows = 30, columns = 3, groups = 2): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: Array.from({ length: columns }, (_, column) => ({
        name: `c${column}`,
        data: Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? null : `text ${(row * column) % 5}`)),
      })),
      rowGroupSize: Math.ceil(rows / groups),
    }),
  );

/** Decodes in this thread, and counts the requested bytes. */
async function decode(bytes: Uint8Array, limits: Partial<ParquetLimits> = {}) {
  let asked = 0;
  const slice = async (start: number, end = bytes.length) => {
    asked += end - start;
    return Uint8Array.from(bytes.subarray(start, end)).buffer;
  };
  const decoded = await decodeParquet({ byteLength: bytes.length, slice }, { ...PARQUET_LIMITS, ...limits });
  let [rows, parts] = [0, 0];
  for await (const part of decoded.parts(0)) {
    rows += part.rows.length;
    parts += 1;
  }
  return { rows, parts, asked, header: decoded.header };
}

const refusal = async (bytes: Uint8Array, limits: Partial<ParquetLimits> = {}): Promise<string> => {
  const error: unknown = await decode(bytes, limits).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UnreadableFile);
  return (error as Error).message;
};

describe('A Parquet file that exceeds a limit is refused with its number and the limit', () => {
  test.each<[keyof ParquetLimits, number, RegExp]>([
    ['columns', 2, /it has 3 columns, and 2 can be read/],
    ['groups', 1, /it has 2 groups of rows, and 1 can be read/],
    ['chunks', 5, /it has 6 columns in all groups of rows together, and 5 can be read/],
    ['depth', 0, /it has 1 levels of columns, and 0 can be read/],
    ['footerBytes', 100, /it has \d+ bytes of metadata, and 100 can be read/],
    ['footerValues', 50, /it has \d+ values in its metadata, and 50 can be read/],
    ['groupValues', 44, /contains 45 values; the limit is 44/],
    ['groupBytes', 10, /contains 0 MB; /],
  ])('%s', async (limit, number, message) => {
    expect((await decode(file())).rows).toBe(30);
    expect(await refusal(file(), { [limit]: number })).toMatch(message);
  });

  test('pages', async () => {
    expect(await refusal(file(), { pages: 0 })).toMatch(/more than 0 pages/);
    expect(await refusal(file(), { pageValues: 10 })).toMatch(
      /a page announces more values than it can contain/,
    );
  });
});

test('a part of Parquet rows contains at most the number of cells that are decoded at once', async () => {
  expect(await decode(file(100, 4, 1), { cellsAtOnce: 40 })).toMatchObject({ rows: 100, parts: 10 });
});

test('each byte of a Parquet file with many groups is read at most a few times, and each group is planned alone', async () => {
  const bytes = file(2000, 3, 500);
  const { rows, asked } = await decode(bytes);
  expect(rows).toBe(2000);
  expect(asked).toBeLessThan(4 * bytes.length);
});

test('bytes after the end of a Parquet file and a second file are refused', async () => {
  expect(await refusal(Buffer.concat([file(), Buffer.from('\n')]))).toMatch(/or other bytes follow it/);
  expect(await refusal(Buffer.concat([file(), file()]))).toMatch(
    /several Parquet files, one behind the other/,
  );
  expect(await refusal(Buffer.concat([file(30), file(300)]))).toMatch(/damaged|several Parquet files/);
  expect(await refusal(Buffer.concat([file(300), file(30)]))).toMatch(/damaged|several Parquet files/);
});

test('a Parquet page with a wrong checksum is damage', () => {
  const content = Uint8Array.from([7, 0, 0, 0]);
  const zigzag = (value: number): number[] => {
    const bytes: number[] = [];
    for (let left = value < 0 ? -2 * value - 1 : 2 * value; ; left = Math.floor(left / 128)) {
      bytes.push((left % 128) + (left < 128 ? 0 : 128));
      if (left < 128) return bytes;
    }
  };
  /** A page of one INT32: its kind, lengths and checksum, and in a struct its number of values and encoding. */
  const page = (checksum: number) => [
    0x15,
    0,
    0x15,
    8,
    0x15,
    8,
    0x15,
    ...zigzag(checksum),
    0x1c,
    0x15,
    2,
    0x15,
    0,
    0,
    0,
  ];
  const form = { values: 1, isBoolean: false, repetition: 0, definition: 0 };
  const check = (checksum: number) =>
    checkPages(Uint8Array.from([...page(checksum), ...content]), form, PARQUET_LIMITS);
  expect(check(crc32(content) | 0).unpacked).toBe(4);
  expect(() => check((crc32(content) ^ 1) | 0)).toThrow(/checksum of a page/);
});

test('JSON columns of Parquet keep all digits, and a text that is not JSON costs its row', async () => {
  const data = ['{"id":9007199254740993}', '{"id":Dr. Muster}', '{"id":1}'];
  const schema = [
    { name: 'root', num_children: 1 },
    { name: 'j', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  ] as const;
  const bytes = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'j', data }], schema: [...schema] }));
  // This changes the converted type of the only column to JSON: 19 instead of 0, doubled in Thrift's notation.
  const at = bytes.lastIndexOf(Buffer.from([0x01, 0x6a, 0x25, 0x00]));
  expect(at).toBeGreaterThan(0);
  bytes[at + 3] = 38;
  const records: unknown[] = [];
  const { batches } = await parquetContents(sourceOf(bytes));
  for await (const batch of batches(BEGINNING, true)) records.push(...batch);
  expect(records).toMatchObject([
    { value: [{ id: 9007199254740993n }] },
    { fault: { reason: 'unparsable' } },
    { value: [{ id: 1 }] },
  ]);
});

describe('Runs of numbers', () => {
  const check = (bytes: number[], width: number, expected: number) =>
    checkRuns({ bytes: Uint8Array.from(bytes), at: 0, width, expected, counted: 1 });

  test('are counted up to the expected number', () => {
    expect(check([20, 1], 1, 10)).toBe(10);
    expect(check([3, 0b10110101], 1, 6)).toBe(4);
    expect(check([3, 0b10110101, 4, 1], 1, 10)).toBe(7);
    expect(check([3], 0, 5)).toBe(0);
  });

  test.each<[string, number[], number, number]>([
    ['a run of two billion', [0xfe, 0xff, 0xff, 0xff, 0x07, 1], 1, 10],
    ['bit-packed groups without bits that count backwards', [0xff, 0xff, 0xff, 0xff, 0x0f], 0, 10],
    ['more groups of eight than are expected', [7, 0, 0, 0], 1, 10],
    ['no group of eight', [1, 1, 1, 1], 1, 10],
    ['a number that does not end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 1, 10],
    ['fewer numbers than are expected', [4, 1], 1, 10],
    ['numbers of 33 bits', [20, 1, 1, 1, 1, 1], 33, 10],
  ])('are damaged if they contain %s', (_, bytes, width, expected) => {
    expect(() => check(bytes, width, expected)).toThrow(UnreadableFile);
  });
});

describe('Numbers of a struct', () => {
  const read = (...bytes: number[]) => thriftNumbers(Uint8Array.from(bytes), 0);

  test('are identified by the path of their fields', () => {
    const { numbers, end, values } = read(0x15, 8, 0x1c, 0x25, 5, 0x11, 0, 0x19, 0x15, 2, 0, 9);
    expect([...numbers]).toEqual([
      ['1', 4],
      ['2.2', -3],
      ['2.3', 1],
    ]);
    expect([end, values]).toEqual([11, 5]);
  });

  test.each([
    ['a list that is longer than the data', [0x19, 0xf5, 0xff, 0xff, 0xff, 0x7f]],
    ['a text that is longer than the data', [0x18, 0x7f, 1]],
    ['structs without end', Array(100).fill(0x1c)],
    ['lists without end', [0x19, ...Array(100).fill(0x19)]],
    ['no end', [0x15, 8]],
    ['a number without end', [0x16, ...Array(20).fill(0xff)]],
    ['an unknown type', [0x1b, 0]],
  ])('are not read from %s', (_, bytes) => {
    expect(() => read(...bytes)).toThrow(RangeError);
  });
});
