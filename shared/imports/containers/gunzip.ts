import { crc32, createInflateRaw } from 'node:zlib';
import { BrokenOff, UnreadableFile } from '../unreadable-file.ts';
import { PackedInput } from './packed-input.ts';

const MAGIC = [0x1f, 0x8b] as const;
const DEFLATE = 8;
const FLAG = { headerCheck: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
/** Maximum length of a name or comment in the header of a member. */
const MAX_HEADER_TEXT = 64 * 1024;
const TRAILER_LENGTH = 8;

/** Each member takes about 0.1 ms, even if it is very short. Writers of blocks make members of 64 KB. */
const MAX_MEMBERS = 100_000;
/** From this number of unpacked bytes on, the ratio of unpacked to packed length is limited. */
const SUSPICIOUS_BYTES = 64 * 1024 * 1024;
const MAX_RATIO = 250;
/** A large chunk keeps the number of calls to the zlib threads low. */
const OUTPUT_CHUNK = 64 * 1024;

export interface GzipLimits {
  readonly members: number;
  readonly suspiciousBytes: number;
}

const LIMITS: GzipLimits = { members: MAX_MEMBERS, suspiciousBytes: SUSPICIOUS_BYTES };

/**
 * Unpacks gzip data (RFC 1952): one or more members, with optional zeros as padding after the last.
 *
 * Node's own gunzip cannot be used. It ends without an error at a member that begins with the byte 0. If it finds
 * damage, it drops pending output, so that intact rows before the damage are lost.
 *
 * @throws BrokenOff if the data are damaged or cut off, after all bytes that could be unpacked; UnreadableFile if
 *   they exceed a limit
 */
export async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  limits: GzipLimits = LIMITS,
): AsyncGenerator<Uint8Array> {
  const input = new PackedInput(packed);
  let unpacked = 0;
  try {
    for (let member = 1; ; member += 1) {
      if (member > limits.members)
        throw new UnreadableFile(
          `it consists of more than ${limits.members} gzip members, which is the limit. Unpack it, or pack it as one member.`,
        );
      if (!(await passHeader(input, member))) return;
      let [checksum, length] = [0, 0];
      for await (const chunk of inflate(input)) {
        checksum = crc32(chunk, checksum);
        length += chunk.length;
        unpacked += chunk.length;
        if (unpacked > limits.suspiciousBytes && unpacked > MAX_RATIO * input.consumed)
          throw new UnreadableFile(
            `it unpacks to more than ${MAX_RATIO} times its length. Send it unpacked.`,
          );
        yield chunk;
      }
      const trailer = await input.take(TRAILER_LENGTH);
      if (trailer.length < TRAILER_LENGTH) throw damaged('the end of the file is missing');
      if (trailer.readUInt32LE(0) !== checksum) throw damaged(`the checksum of member ${member} is wrong`);
      if (trailer.readUInt32LE(4) !== length % 2 ** 32)
        throw damaged(`the length of member ${member} is wrong`);
    }
  } finally {
    await input.close();
  }
}

const damaged = (how: string): BrokenOff =>
  new BrokenOff(`its gzip data are damaged or cut off (${how}). Pack it again.`);

/**
 * Skips the header of the next member.
 * @returns false if the file ends before it
 * @throws BrokenOff if bytes follow that are neither a member nor padding
 */
async function passHeader(input: PackedInput, member: number): Promise<boolean> {
  const magic = await input.take(2);
  if (magic.length === 0) return false;
  if (member > 1 && magic[0] === 0) return endsInZeros(input, magic);
  if (magic[0] !== MAGIC[0] || (magic.length > 1 && magic[1] !== MAGIC[1]))
    throw damaged(`${member > 1 ? 'bytes that are no gzip follow' : 'it does not begin as gzip'}`);
  const fixed = await input.take(8);
  if (fixed.length < 8) throw damaged('the end of the file is missing');
  const [method, flags] = [fixed[0]!, fixed[1]!];
  if (method !== DEFLATE || (flags & FLAG.reserved) !== 0)
    throw damaged(`the header of member ${member} is damaged`);
  const parts = [magic, fixed];
  if (flags & FLAG.extra) {
    const size = await input.take(2);
    parts.push(size, await input.take(size.length < 2 ? 0 : size.readUInt16LE(0)));
  }
  if (flags & FLAG.name) parts.push(await headerText(input, member));
  if (flags & FLAG.comment) parts.push(await headerText(input, member));
  if (flags & FLAG.headerCheck) {
    const check = await input.take(2);
    const expected = crc32(Buffer.concat(parts)) & 0xffff;
    if (check.length === 2 && check.readUInt16LE(0) !== expected)
      throw damaged(`the header of member ${member} is damaged`);
  }
  return true;
}

/** A text in a header, with its terminating zero. */
async function headerText(input: PackedInput, member: number): Promise<Buffer> {
  const text = await input.takeThrough(0, MAX_HEADER_TEXT);
  if (text === null) throw damaged(`the header of member ${member} is damaged`);
  return text;
}

/** Checks that only padding is left. The result is always false: no member follows. */
async function endsInZeros(input: PackedInput, first: Buffer): Promise<false> {
  for (let piece: Buffer | null = first; piece; piece = await input.next())
    if (piece.some((byte) => byte !== 0)) throw damaged('bytes that are no gzip follow');
  return false;
}

/**
 * The unpacked data of one member. Leaves the input directly after the member. The output of each piece is yielded
 * before the stream gets the next piece, because an error drops pending output.
 */
async function* inflate(input: PackedInput): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: OUTPUT_CHUNK });
  let wake = () => {};
  let failure: Error | null = null;
  stream.on('readable', () => wake());
  stream.on('error', (error) => {
    failure = error;
    wake();
  });
  try {
    for (;;) {
      const piece = await input.next();
      const before = stream.bytesWritten;
      let isWritten = false;
      const written = () => {
        isWritten = true;
        wake();
      };
      if (piece) stream.write(piece, written);
      else stream.end(written);
      for (;;) {
        for (let chunk: Buffer | null = stream.read(); chunk; chunk = stream.read()) yield chunk;
        if (failure) throw damaged((failure as Error).message);
        if (isWritten) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (!piece) return;
      const consumed = stream.bytesWritten - before;
      if (consumed === piece.length) continue;
      input.putBack(piece.subarray(consumed));
      return;
    }
  } finally {
    stream.destroy();
  }
}
