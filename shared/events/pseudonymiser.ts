import { createHmac } from 'node:crypto';
import type { Pseudonym } from '../ledger/cells/index.ts';
import { OwnError, ownText } from '../lib/index.ts';

/**
 * Turns clinicians into pseudonyms under one secret. Under another secret, the same clinicians would become
 * different ones.
 */
export interface Pseudonymiser {
  /**
   * Digest of the secret. It is frozen with the first event of a study, so that no writer with another secret can
   * write to it.
   */
  readonly fingerprint: string;
  pseudonymOf(clinician: string): Pseudonym;
  /** A digest of a text that may contain names. Guesses of the names can be tested only with the secret. */
  digestOf(text: string): string;
}

/**
 * HMAC-SHA-256 of the clinician's name under the secret, cut to 128 bits. Among a million clinicians, the
 * probability that two share a pseudonym is below 1e-26.
 */
export function pseudonymiser(secret: string): Pseudonymiser {
  if (secret === '') throw new OwnError('the secret that pseudonymises clinicians is empty');
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  return {
    fingerprint: digest('primum:fingerprint').slice(0, 16),
    pseudonymOf: (clinician) => digest(`clinician:${clinician}`).slice(0, 32) as Pseudonym,
    digestOf: (text) => digest(`text:${text}`),
  };
}

/** Maximum number of cached clinicians. */
const MAX_CACHED_CLINICIANS = 100_000;

/** A pseudonymiser with a cache, because a file names few clinicians many times. */
export function remembering({ fingerprint, pseudonymOf, digestOf }: Pseudonymiser): Pseudonymiser {
  const known = new Map<string, Pseudonym>();
  return {
    fingerprint,
    digestOf,
    pseudonymOf(clinician) {
      let pseudonym = known.get(clinician);
      if (pseudonym === undefined) {
        pseudonym = pseudonymOf(clinician);
        if (known.size >= MAX_CACHED_CLINICIANS) known.clear();
        known.set(ownText(clinician), pseudonym);
      }
      return pseudonym;
    },
  };
}
