import { TO_EDIT } from '../formats/parse-mapping.ts';

/** An entry that a person must fill in. */
export const toEdit = (what: string): string => `${TO_EDIT}: ${what}`;
/** An entry that a person fills in or deletes. */
export const optionalEntry = (what: string): string => toEdit(`${what}; or delete this line`);

const MAX_LISTED_COLUMNS = 30;
/** The first of some columns, in words. */
export const listed = (names: readonly string[]): string => names.slice(0, MAX_LISTED_COLUMNS).join(', ');
/** An entry for the column of a field, with the columns of which a person selects. */
export const columnToSay = (field: string, candidates: readonly string[]): string =>
  toEdit(`the column of the ${field}, one of: ${listed(candidates)}`);
