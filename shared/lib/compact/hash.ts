/**
 * A 32-bit FNV-1a hash of the code units. The final multiplication spreads the hashes of consecutive ids, which differ in
 * few bits.
 */
export function hashOf(seed: number, text: string): number {
  let hash = Math.imul(0x811c9dc5 ^ seed, 0x01000193);
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
