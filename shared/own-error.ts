/**
 * An error whose message we wrote: our own words, and names that are public anyway, such as a study or the key of an object.
 *
 * Only such a message may reach a log, a receipt, a reject or a terminal. A library may quote its input in a message,
 * and the input may hold a clinician's name. {@link errorFacts} tells everything else about an error.
 */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';
}
