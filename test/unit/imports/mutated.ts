/** Random numbers on [0, 1), which are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A file with one to four changes: different bytes, or a part that is deleted, moved or duplicated. */
export function mutated(original: Uint8Array, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const place = (length = bytes.length) => Math.floor(random() * (length + 1));
  for (let change = place(3) + 1; change > 0 && bytes.length > 0; change -= 1) {
    const at = place(bytes.length - 1);
    const length = place(Math.min(64, bytes.length - at));
    const part = bytes.subarray(at, at + length);
    const kind = Math.floor(random() * 7);
    if (kind <= 1) bytes[at] = place(255);
    else if (kind === 2) bytes[at]! ^= 1 << place(7);
    else if (kind === 3) bytes = bytes.subarray(0, at);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 5) bytes = Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    else
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length }, () => place(255))),
        bytes.subarray(at),
      ]);
  }
  return Buffer.from(bytes);
}
