import { readSecret } from '../../shared/events/secrets-manager/index.ts';
import { restrictedSenders, type StudiesOf } from './record-messages.ts';

/**
 * Reads the permitted studies of restricted senders. All variables of a function together have at most 4 KB, so the list
 * is in Secrets Manager, which the function reads anyway.
 * @param arn the ARN of the list; undefined if no sender is restricted
 * @throws if the list cannot be read, so that no message is recorded without its restriction
 */
export async function readRestrictions(arn: string | undefined): Promise<StudiesOf> {
  return restrictedSenders(arn === undefined ? undefined : await readSecret(arn));
}
