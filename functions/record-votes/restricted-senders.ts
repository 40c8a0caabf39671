import * as z from 'zod';
import { studyName } from '../../shared/contracts/identifier.ts';

/** The studies that a sender may send events of, by the id that SQS puts on their messages; null where of any. */
export type StudiesOf = (senderId: string) => ReadonlySet<string> | null;

const restrictions = z.record(z.string(), z.array(studyName).min(1));

/**
 * Reads who may send events of which studies only.
 *
 * SQS itself puts a `SenderId` on each message, which the sender cannot choose: of a user their unique id (`AIDA…`), of who
 * took on a role the role's unique id and the name of the session (`AROA…:session`). Only that name is the sender's choice.
 *
 * @param json studies by unique id, as `{"AROAEXAMPLE": ["study-1"]}`; undefined where nobody is restricted
 * @throws where it is anything else: the function is deployed wrongly
 */
export function restrictedSenders(json: string | undefined): StudiesOf {
  if (json === undefined) return () => null;
  const read = restrictions.parse(JSON.parse(json));
  const byId = new Map(Object.entries(read).map(([id, studies]) => [id, new Set(studies)]));
  return (senderId) => byId.get(senderId.split(':')[0] ?? '') ?? null;
}
