/**
 * An error with a message of Primum's own. The message contains only our words and public names, such as a study or
 * the key of an object.
 *
 * Only such a message may reach a log, a receipt, a reject or a terminal. A library may quote its input in a
 * message, and the input may contain a clinician's name. {@link errorFacts} describes all other errors.
 */
export class OwnError extends Error {
  override readonly name: string = 'OwnError';
}
