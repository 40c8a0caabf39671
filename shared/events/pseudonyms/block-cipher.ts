import { createCipheriv, createDecipheriv } from 'node:crypto';

/** A permutation of 128-bit values, in hex. */
export interface BlockCipher {
  encrypt(block: string): string;
  decrypt(block: string): string;
}

/**
 * AES-256 on exactly one block. A single block needs no mode of operation, and ECB of one block is AES itself.
 * @param key 32 bytes
 */
export function blockCipher(key: Uint8Array): BlockCipher {
  const forward = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const backward = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    encrypt: (block) => forward.update(block, 'hex', 'hex'),
    decrypt: (block) => backward.update(block, 'hex', 'hex'),
  };
}
