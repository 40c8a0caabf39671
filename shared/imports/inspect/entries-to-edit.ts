import { TO_EDIT } from '../formats/parse-mapping.ts';

/** An entry that a person must fill in. */
export const toEdit = (what: string): string => `${TO_EDIT}: ${what}`;
/** An entry that a person fills in or deletes. */
export const optionalEntry = (what: string): string => toEdit(`${what}; or delete this line`);
