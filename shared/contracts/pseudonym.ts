import { createHmac } from 'node:crypto';
import { OwnError } from '../own-error.ts';
import { ownText } from '../own-text.ts';

declare const brand: unique symbol;
/** A clinician's stand-in: 32 hex digits. The only form in which a clinician is stored. */
export type Pseudonym = string & { readonly [brand]: 'pseudonym' };

/** How many groups of clinicians there are: the write shards, and the resampling units of every interval. */
export const GROUPS = 32;

/** Turns clinicians into pseudonyms under one secret. The secret is identity: another one makes other people. */
export interface Pseudonymiser {
  /** Digest of the secret, frozen with a study's first event, so that no writer with another one can join in. */
  readonly fingerprint: string;
  pseudonymOf(clinician: string): Pseudonym;
  /** A digest of a text that may hold names. Nobody without the secret can use it to test guesses of them. */
  digestOf(text: string): string;
}

/**
 * HMAC-SHA-256 of the clinician's name under the secret, cut to 128 bits: enough that two of a million
 * clinicians share one with a chance below 1e-26.
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

/** Clinicians that are remembered at once. */
const MOST_REMEMBERED = 100_000;

/** The same pseudonymiser, which does not compute anew what it was asked a while ago: a file names few people often. */
export function remembering({ fingerprint, pseudonymOf, digestOf }: Pseudonymiser): Pseudonymiser {
  const known = new Map<string, Pseudonym>();
  return {
    fingerprint,
    digestOf,
    pseudonymOf(clinician) {
      let pseudonym = known.get(clinician);
      if (pseudonym === undefined) {
        pseudonym = pseudonymOf(clinician);
        if (known.size >= MOST_REMEMBERED) known.clear();
        known.set(ownText(clinician), pseudonym);
      }
      return pseudonym;
    },
  };
}

export const isPseudonym = (text: string): text is Pseudonym => /^[0-9a-f]{32}$/.test(text);

/** The clinician's group, from 0 to 31. */
export const groupOf = (pseudonym: Pseudonym): number => Number.parseInt(pseudonym.slice(0, 4), 16) % GROUPS;
