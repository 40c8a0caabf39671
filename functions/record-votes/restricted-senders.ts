import * as z from 'zod';
import { studyName } from '../../shared/contracts/index.ts';

/** The permitted studies of a sender, by the id that SQS puts on its messages. Null if all are permitted. */
export type StudiesOf = (senderId: string) => ReadonlySet<string> | null;

const restrictions = z.record(z.string(), z.array(studyName).min(1));

/**
 * Reads the permitted studies of restricted senders.
 *
 * SQS puts a `SenderId` on each message, which the sender cannot choose. It is the unique id of a user (`AIDA…`),
 * or the unique id of a role and the name of the session (`AROA…:session`). The sender chooses only the name of the
 * session.
 *
 * @param json studies by unique id, as in `{"AROAEXAMPLE": ["study-1"]}`; undefined if no sender is restricted
 * @throws if the value is anything else, because the function is then deployed wrongly
 */
export function restrictedSenders(json: string | undefined): StudiesOf {
  if (json === undefined) return () => null;
  const read = restrictions.parse(JSON.parse(json));
  const byId = new Map(Object.entries(read).map(([id, studies]) => [id, new Set(studies)]));
  return (senderId) => byId.get(senderId.split(':')[0] ?? '') ?? null;
}
