import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isPseudonym, type Pseudonym } from '../../ledger/cells/index.ts';
import { type BlockCipher, blockCipher } from './block-cipher.ts';

const SALT_BYTES = 16;
const BLOCK_BYTES = 16;
const CHECK_BYTES = 8;
/** The 40 bytes in base64url. */
const ID = /^[\w-]{54}$/;

interface ListKeys {
  readonly block: BlockCipher;
  readonly check: (block: string) => Buffer;
}

/**
 * Ids of raters in lists of rejects. An id holds the salt of its list, the clinician's common pseudonym encrypted under a
 * key of the list, and a check. Only a holder of the secret can read it, or compare ids of two lists.
 *
 * The salt depends on the list alone, so that a repeated window or message gives the same ids.
 * @see docs/decisions/0124-rejects-name-raters-by-list.md
 */
export function raterCodec(secret: string) {
  const keysOf = (salt: Buffer): ListKeys => {
    const keys = Buffer.from(hkdfSync('sha256', secret, salt, 'primum: raters of one list', 64));
    const [cipherKey, checkKey] = [keys.subarray(0, 32), keys.subarray(32)];
    return {
      block: blockCipher(cipherKey),
      check: (block) => createHmac('sha256', checkKey).update(block).digest().subarray(0, CHECK_BYTES),
    };
  };
  return {
    idsIn(list: string): (clinician: Pseudonym) => string {
      let made: { readonly salt: Buffer; readonly keys: ListKeys } | undefined;
      return (clinician) => {
        if (!made) {
          const salt = createHmac('sha256', secret).update(`list:${list}`).digest().subarray(0, SALT_BYTES);
          made = { salt, keys: keysOf(salt) };
        }
        const { salt, keys } = made;
        const block = keys.block.encrypt(clinician);
        return Buffer.concat([salt, Buffer.from(block, 'hex'), keys.check(block)]).toString('base64url');
      };
    },
    clinicianOf(id: string): Pseudonym | null {
      if (!ID.test(id)) return null;
      const bytes = Buffer.from(id, 'base64url');
      const keys = keysOf(bytes.subarray(0, SALT_BYTES));
      const block = bytes.subarray(SALT_BYTES, SALT_BYTES + BLOCK_BYTES).toString('hex');
      const check = bytes.subarray(SALT_BYTES + BLOCK_BYTES);
      if (check.length !== CHECK_BYTES || !timingSafeEqual(check, keys.check(block))) return null;
      const clinician = keys.block.decrypt(block);
      return isPseudonym(clinician) ? clinician : null;
    },
  };
}
