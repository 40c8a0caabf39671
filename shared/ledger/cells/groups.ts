declare const brand: unique symbol;
/** The pseudonym of a clinician: 32 hex digits. Clinicians are stored only in this form. */
export type Pseudonym = string & { readonly [brand]: 'pseudonym' };

/** Number of groups of clinicians. The groups are the write shards, and the resampling units of every interval. */
export const GROUPS = 32;
/** The numbers of all groups. */
export const ALL_GROUPS: readonly number[] = Array.from({ length: GROUPS }, (_, group) => group);

export const isPseudonym = (text: string): text is Pseudonym => /^[0-9a-f]{32}$/.test(text);

/** The clinician's group, from 0 to 31. */
export const groupOf = (pseudonym: Pseudonym): number => Number.parseInt(pseudonym.slice(0, 4), 16) % GROUPS;
