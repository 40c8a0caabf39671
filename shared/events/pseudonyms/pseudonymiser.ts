import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isPseudonym, type Pseudonym } from '../../ledger/cells/index.ts';
import type { Store } from '../../ledger/index.ts';
import { OwnError, ownText } from '../../lib/index.ts';

/** Gives a clinician an id that is valid in one list of rejects only. */
export type RaterIds = (clinician: Pseudonym) => string;

/**
 * Turns clinicians into pseudonyms under one key. Under another key, the same clinicians would become different
 * ones.
 *
 * A clinician has one *common* pseudonym in a deployment. Studies with a key of their own encrypt it, so that two
 * studies have nothing in common that a reader without the secret could compare.
 * @see docs/decisions/0123-pseudonyms-belong-to-one-study.md
 */
export interface Pseudonymiser {
  /**
   * Digest of the key. It is frozen with the first event of a study, so that no writer with another key can write to
   * it.
   */
  readonly fingerprint: string;
  pseudonymOf(clinician: string): Pseudonym;
  /** The pseudonym of a clinician whose common pseudonym is known. */
  fromCommon(common: Pseudonym): Pseudonym;
  /**
   * The ids of raters in one list of rejects. They equal each other within the list, and match no other list.
   * @param list a text that names the list, and its study if it has one
   */
  ratersIn(list: string): RaterIds;
  /** The pseudonym of the rater of a reject. Null if the id was not made under this secret, or was changed. */
  pseudonymOfRater(rater: string): Pseudonym | null;
  /** A digest of a text that may contain names. Guesses of the names can be tested only with the key. */
  digestOf(text: string): string;
}

/**
 * The common pseudonyms of a deployment: HMAC-SHA-256 of the clinician's name under the secret, cut to 128 bits. Among a
 * million clinicians, the probability that two share a pseudonym is below 1e-26. Studies that were begun before each
 * study had its own key store these pseudonyms.
 */
export function commonPseudonymiser(secret: string): Pseudonymiser {
  if (secret === '') throw new OwnError('the secret that pseudonymises clinicians is empty');
  const { digestOf, fingerprint, digest } = keyed(secret);
  const raters = raterCodec(secret);
  return {
    fingerprint,
    pseudonymOf: (clinician) => digest(`clinician:${clinician}`).slice(0, 32) as Pseudonym,
    fromCommon: (common) => common,
    ratersIn: raters.idsIn,
    pseudonymOfRater: raters.clinicianOf,
    digestOf,
  };
}

/**
 * The pseudonyms of one study: the common pseudonym, encrypted as one block under the key of the study. The encryption has
 * an inverse, so that `resend` can move a reject to the study to which it belongs.
 */
export function studyPseudonymiser(secret: string, study: string): Pseudonymiser {
  const common = commonPseudonymiser(secret);
  const key = createHmac('sha256', secret).update(`study:${study}`).digest();
  const { digestOf, fingerprint } = keyed(key);
  const block = blockCipher(createHmac('sha256', key).update('clinicians').digest());
  const fromCommon = (pseudonym: Pseudonym) => block.encrypt(pseudonym) as Pseudonym;
  return {
    fingerprint,
    fromCommon,
    pseudonymOf: (clinician) => fromCommon(common.pseudonymOf(clinician)),
    ratersIn(list) {
      const idOf = common.ratersIn(list);
      return (clinician) => idOf(block.decrypt(clinician) as Pseudonym);
    },
    pseudonymOfRater(rater) {
      const found = common.pseudonymOfRater(rater);
      return found && fromCommon(found);
    },
    digestOf,
  };
}

function keyed(key: string | Buffer) {
  const digest = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  return {
    digest,
    fingerprint: digest('primum:fingerprint').slice(0, 16),
    digestOf: (text: string) => digest(`text:${text}`),
  };
}

/** A permutation of 128-bit values, in hex. */
interface BlockCipher {
  encrypt(block: string): string;
  decrypt(block: string): string;
}

/**
 * AES-256 on exactly one block. A single block needs no mode of operation, and ECB of one block is AES itself.
 * @param key 32 bytes
 */
function blockCipher(key: Uint8Array): BlockCipher {
  const forward = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const backward = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return {
    encrypt: (block) => forward.update(block, 'hex', 'hex'),
    decrypt: (block) => backward.update(block, 'hex', 'hex'),
  };
}

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
function raterCodec(secret: string) {
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

/** Maximum number of cached clinicians. */
const MAX_CACHED_CLINICIANS = 100_000;

/** A pseudonymiser with a cache, because a file names few clinicians many times. */
export function remembering(pseudonymiser: Pseudonymiser): Pseudonymiser {
  const known = new Map<string, Pseudonym>();
  return {
    ...pseudonymiser,
    pseudonymOf(clinician) {
      let pseudonym = known.get(clinician);
      if (pseudonym === undefined) {
        pseudonym = pseudonymiser.pseudonymOf(clinician);
        if (known.size >= MAX_CACHED_CLINICIANS) known.clear();
        known.set(ownText(clinician), pseudonym);
      }
      return pseudonym;
    },
  };
}

/** The pseudonymisers of a deployment's studies. Each study goes on as it was begun. */
export interface Pseudonymisers {
  /** The common pseudonyms: of events whose study is not known yet, and of studies begun before each had its own key. */
  readonly common: Pseudonymiser;
  /** The pseudonymiser of a study. A study without an event gets its own key. */
  of(study: string): Promise<Pseudonymiser>;
  /**
   * Reads again how a study was begun, after it refused a writer. Another writer may have begun it meanwhile, in the
   * other way.
   *
   * @returns the right pseudonymiser. Null if it is the refused one.
   */
  correct(study: string, refused: Pseudonymiser): Promise<Pseudonymiser | null>;
}

/** Maximum number of studies that are remembered. */
const MAX_STUDIES = 1000;

/**
 * Finds the pseudonymiser of each study by the fingerprint in its frozen settings, and reads them once.
 *
 * A remembered answer may be wrong only if the study had no event when it was read. The study then refuses the
 * writer before anything is recorded, because fingerprints differ.
 * @see docs/decisions/0123-pseudonyms-belong-to-one-study.md
 */
export function pseudonymisers(secret: string, store: Pick<Store, 'settings'>): Pseudonymisers {
  const common = commonPseudonymiser(secret);
  const known = new Map<string, Pseudonymiser>();
  const read = async (study: string): Promise<Pseudonymiser> => {
    const frozen = await store.settings(study);
    const found =
      frozen?.secretFingerprint === common.fingerprint ? common : studyPseudonymiser(secret, study);
    if (known.size >= MAX_STUDIES) known.clear();
    known.set(study, found);
    return found;
  };
  return {
    common,
    of: async (study) => known.get(study) ?? read(study),
    async correct(study, refused) {
      const found = await read(study);
      return found.fingerprint === refused.fingerprint ? null : found;
    },
  };
}

/** The same pseudonymiser for each study, such as one whose pseudonyms are only displayed. */
export const onlyPseudonymiser = (pseudonymiser: Pseudonymiser): Pseudonymisers => ({
  common: pseudonymiser,
  of: async () => pseudonymiser,
  correct: async () => null,
});
