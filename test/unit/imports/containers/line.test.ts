import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Line, linesOf, MAX_RECORD_BYTES } from '../../../../shared/imports/containers/line.ts';
import { BEGINNING } from '../../../../shared/lib/place.ts';
import { chunksOf } from '../bytes.ts';

async function allLines(content: string | Uint8Array, size?: number): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of linesOf(chunksOf(content, size), BEGINNING)) lines.push(...batch);
  return lines;
}

const text = (line: Line): string | null => line.bytes?.toString('latin1') ?? null;

test('the division of a stream into chunks does not change its lines', async () => {
  const content = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', ','), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 9 }), async (file, size) => {
      expect(await allLines(file, size)).toEqual(await allLines(file));
    }),
  );
});

test('lines end in LF or CRLF, and each has its offset', async () => {
  const lines = await allLines('one\r\ntwo\n\nfour');
  expect(lines.map((line) => [line.line, line.byteOffset, text(line)])).toEqual([
    [1, 0, 'one'],
    [2, 5, 'two'],
    [3, 9, ''],
    [4, 10, 'four'],
  ]);
});

test('a line of 10 MB is skipped, and the lines around it are read', async () => {
  const lines = await allLines(`before\n${'x'.repeat(10_000_000)}\nafter\n`);
  expect(lines.map(text)).toEqual(['before', null, 'after']);
  expect(lines[2]?.byteOffset).toBe(10_000_008);
});

test('the longest line is read, and one byte more is not', async () => {
  const lines = await allLines(`${'x'.repeat(MAX_RECORD_BYTES)}\n${'x'.repeat(MAX_RECORD_BYTES + 1)}\n`);
  expect(lines.map(({ bytes }) => bytes?.length ?? null)).toEqual([MAX_RECORD_BYTES, null]);
});

test('a line without an end does not fill the memory', async () => {
  async function* endless() {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 2000; count += 1) yield chunk;
    yield Buffer.from('\nlast');
  }
  const before = process.memoryUsage().rss;
  const lines: Line[] = [];
  for await (const batch of linesOf(endless(), BEGINNING)) lines.push(...batch);
  expect(lines.map(text)).toEqual([null, 'last']);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('a chunk of megabytes of blank lines is not held as a million lines', async () => {
  let lines = 0;
  for await (const batch of linesOf(chunksOf('\n'.repeat(1_000_000), 1_000_000), BEGINNING)) {
    expect(batch.length).toBeLessThan(100_000);
    lines += batch.length;
  }
  expect(lines).toBe(1_000_000);
});
