import { createHmac } from 'node:crypto';
import type { Pseudonym } from '../../ledger/cells/index.ts';
import { OwnError, ownText } from '../../lib/index.ts';
import { blockCipher } from './block-cipher.ts';
import { raterCodec } from './rater-id.ts';

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
