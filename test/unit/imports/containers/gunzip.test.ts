import { randomBytes } from 'node:crypto';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type GzipLimits, gunzip } from '../../../../shared/imports/containers/gunzip.ts';
import { BrokenOff, UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import { chunksOf } from '../bytes.ts';

const FIRST = gzipSync('hello\n');
const SECOND = gzipSync('world\n');
const BOTH = 'hello\nworld\n';

interface Options {
  readonly size?: number;
  readonly limits?: GzipLimits;
}

/** All unpacked data, and the error at the end, if any. */
async function unpack(bytes: Uint8Array, { size, limits }: Options = {}) {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of gunzip(chunksOf(bytes, size), limits)) parts.push(part);
  } catch (error) {
    return { text: Buffer.concat(parts).toString(), error };
  }
  return { text: Buffer.concat(parts).toString(), error: null };
}

const flipped = (bytes: Buffer, at: number, value = bytes[at]! ^ 0xff): Buffer => {
  const damaged = Buffer.from(bytes);
  damaged[at] = value;
  return damaged;
};

const SIZES = [1, 2, 7, FIRST.length, FIRST.length + 1, 65536];

describe.each(SIZES)('gzip data that come in chunks of %i bytes', (size) => {
  test('unpack to the contents of all members in order', async () => {
    const members = Buffer.concat([FIRST, SECOND, gzipSync(''), FIRST]);
    expect(await unpack(members, { size })).toEqual({ text: `${BOTH}hello\n`, error: null });
  });

  test('may end in zeros as padding', async () => {
    const padded = Buffer.concat([FIRST, SECOND, Buffer.alloc(600)]);
    expect(await unpack(padded, { size })).toEqual({ text: BOTH, error: null });
  });

  test.each<[string, Buffer]>([
    ['its first byte is 0', flipped(SECOND, 0, 0)],
    ['its magic number is wrong', flipped(SECOND, 1)],
    ['its method is unknown', flipped(SECOND, 2)],
    ['its flags are reserved', flipped(SECOND, 3)],
    ['it is some text', Buffer.from('some text')],
    ['it is a line break', Buffer.from('\n')],
    ['it is the end-of-file mark of DOS', Buffer.from('\u001a')],
    ['zeros stand before it', Buffer.concat([Buffer.alloc(5), SECOND])],
    ['only its first byte is there', SECOND.subarray(0, 1)],
    ['only its header is there', SECOND.subarray(0, 10)],
  ])('are damaged at the second member if %s', async (_, second) => {
    const { text, error } = await unpack(Buffer.concat([FIRST, second]), { size });
    expect(text).toBe('hello\n');
    expect(error).toBeInstanceOf(BrokenOff);
  });

  test('are damaged if the checksum or the length of a member is wrong', async () => {
    for (const at of [SECOND.length - 8, SECOND.length - 1])
      for (const members of [
        [FIRST, flipped(SECOND, at)],
        [flipped(SECOND, at), FIRST],
      ]) {
        const { error } = await unpack(Buffer.concat(members), { size });
        expect(error).toBeInstanceOf(BrokenOff);
        expect((error as Error).message).toMatch(/checksum|length/);
      }
  });

  test('are cut off if any number of their last bytes is missing', async () => {
    const members = Buffer.concat([FIRST, SECOND]);
    for (let length = FIRST.length + 1; length < members.length; length += 1) {
      const { text, error } = await unpack(members.subarray(0, length), { size });
      expect(text.startsWith('hello\n')).toBe(true);
      expect(error).toBeInstanceOf(BrokenOff);
    }
  });
});

/** A member with every optional part of a header. */
function withLongHeader(text: string, check = true): Buffer {
  const packed = gzipSync(text);
  const flags = 2 + 4 + 8 + 16;
  const header = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, flags]),
    packed.subarray(4, 10),
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('votes.csv\0of a study\0'),
  ]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE((crc32(header) & 0xffff) ^ (check ? 0 : 1));
  return Buffer.concat([header, sum, packed.subarray(10)]);
}

test('gzip headers may contain extra fields, a name, a comment and a checksum', async () => {
  const member = withLongHeader('hello\n');
  expect(gunzipSync(member).toString()).toBe('hello\n');
  for (const size of SIZES)
    expect(await unpack(Buffer.concat([member, SECOND]), { size })).toEqual({ text: BOTH, error: null });
  expect((await unpack(withLongHeader('hello\n', false))).error).toBeInstanceOf(BrokenOff);
});

test('an unterminated name in a gzip header is damage', async () => {
  const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
  const { error } = await unpack(Buffer.concat([header, Buffer.alloc(200_000, 'a')]));
  expect(error).toBeInstanceOf(BrokenOff);
});

test('large gzip members unpack to the original data', async () => {
  const parts = [
    randomBytes(300_000).toString('hex'),
    'same '.repeat(200_000),
    randomBytes(50_000).toString('hex'),
  ];
  const members = Buffer.concat(parts.map((part) => gzipSync(part)));
  for (const size of [999, 64 * 1024, 4 * 1024 * 1024]) {
    const { text, error } = await unpack(members, { size });
    expect(error).toBeNull();
    expect(text === parts.join('')).toBe(true);
  }
});

test('damage in gzip data costs only nearby data, even if the file comes in one chunk', async () => {
  const content = randomBytes(200_000).toString('hex');
  const packed = gzipSync(content);
  const { text, error } = await unpack(flipped(packed, packed.length - 4), { size: 4 * 1024 * 1024 });
  expect(error).toBeInstanceOf(BrokenOff);
  expect(text === content).toBe(true);
  const half = await unpack(packed.subarray(0, packed.length / 2), { size: 4 * 1024 * 1024 });
  expect(half.error).toBeInstanceOf(BrokenOff);
  expect(half.text.length).toBeGreaterThan(content.length / 2 - 100_000);
});

test('a gzip file that unpacks to many times its length is refused before its end', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const { text, error } = await unpack(bomb, { limits: { members: 10, suspiciousBytes: 1_000_000 } });
  expect(error).toBeInstanceOf(UnreadableFile);
  expect((error as Error).message).toMatch(/more than 250 times its length/);
  expect(text.length).toBeLessThan(5_000_000);
});

test('a file with too many gzip members is refused with the limit', async () => {
  const members = Buffer.concat(Array.from({ length: 30 }, () => gzipSync('')));
  const { error } = await unpack(members, { limits: { members: 20, suspiciousBytes: 1_000_000 } });
  expect((error as Error).message).toMatch(/more than 20 gzip members/);
});

test('reading gzip data closes the file if the reader stops in the middle', async () => {
  let isClosed = false;
  async function* packed() {
    try {
      const bytes = gzipSync(randomBytes(1_000_000));
      for (let from = 0; ; from += 10_000) yield bytes.subarray(from, from + 10_000);
    } finally {
      isClosed = true;
    }
  }
  for await (const _ of gunzip(packed())) break;
  expect(isClosed).toBe(true);
});
