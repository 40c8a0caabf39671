/** A hash of 32 bits (FNV-1a, mixed). It detects changes and needs no resistance to attacks. */
export function partHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixedBits(hash);
}

/** Spreads each bit over all bits of a number of 32 bits. */
export function mixedBits(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
