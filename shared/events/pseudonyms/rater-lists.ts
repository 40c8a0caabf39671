import type { Pseudonymiser, RaterIds } from './pseudonymiser.ts';

/**
 * Names the list of a message's rejects in one study. Rejects of two messages or of two studies have different ids for the
 * same clinician.
 * @param digest of the message's body, under the secret
 */
export const listOfMessage = (digest: string, study: string | null): string =>
  JSON.stringify(['message', study, digest]);

/** Names the list of an import's rejects. */
export const listOfImport = (importId: string): string => JSON.stringify(['import', importId]);

/** Names the list of one conflict. */
export const listOfConflict = (name: string): string => JSON.stringify(['conflict', name]);

/** Maximum number of studies of one message that have a list of their own. */
const MAX_LISTS = 50;

/** The ids of raters in the rejects of a message, by study. Nothing is computed for a message without rejects. */
export function ratersOfMessage(
  body: string,
  { digestOf, ratersIn }: Pick<Pseudonymiser, 'digestOf' | 'ratersIn'>,
): (study: string | null) => RaterIds {
  const lists = new Map<string | null, RaterIds>();
  let digest: string | undefined;
  return (study) => (clinician) => {
    const own = lists.has(study) || lists.size < MAX_LISTS ? study : null;
    digest ??= digestOf(body);
    const idOf = lists.get(own) ?? ratersIn(listOfMessage(digest, own));
    lists.set(own, idOf);
    return idOf(clinician);
  };
}
