import * as z from 'zod';
import type { ProducerStudies } from './producers.ts';
import { optionValue, PLAIN_NAME, studies } from './read-studies.ts';

/** Roles that a group may have in its studies. */
const ROLES = ['importer', 'producer', 'reader', 'auditor'] as const;
type Role = (typeof ROLES)[number];

/** A group of people or applications, the studies that it works on, and its roles in all of them. */
export interface AccessGroup {
  readonly studies: readonly string[];
  readonly roles: readonly Role[];
}

/** Groups by name. */
export type AccessGroups = ReadonlyMap<string, AccessGroup>;

const EXAMPLE = '{"cardio-team": {"studies": ["cardio-2026"], "roles": ["importer", "auditor"]}}';

const role = z.enum(ROLES, `must be one of ${ROLES.join(', ')}`);
const group = z.strictObject(
  { studies, roles: z.array(role, 'must be a list of roles').min(1, 'must name a role') },
  'must be an object with the fields studies and roles, and no other field',
);
const groups = z.record(z.string(), group, 'must be an object');

/**
 * Reads the groups that may work on certain studies: JSON on the command line, or an object in `cdk.json`.
 * @throws if the value has another form
 */
export function readAccess(wanted: unknown): AccessGroups {
  const read = groups.safeParse(optionValue(wanted) ?? {});
  if (!read.success) throw fault(read.error.issues[0]?.path.join('.'), read.error.issues[0]?.message);
  // The name is part of the names of policies and outputs.
  for (const name of Object.keys(read.data))
    if (!PLAIN_NAME.test(name))
      throw fault(name, 'is not a name of letters a–z, digits and single hyphens that begins with a letter');
  return new Map(Object.entries(read.data));
}

/**
 * Adds the groups of producers to the rating apps of the other option. SQS cannot restrict a sender to the content of
 * its messages, so such a group gets a role of its own in place of a policy.
 * @throws if both options restrict the same name
 */
export function withProducersOf(access: AccessGroups, producers: ProducerStudies): ProducerStudies {
  const all = new Map(producers);
  for (const [name, { roles, studies: own }] of access) {
    if (!roles.includes('producer')) continue;
    if (all.has(name))
      throw fault(name, 'is a producer, and -c producers=… names it as well: keep one of the two');
    all.set(name, own);
  }
  return all;
}

const fault = (where = '', what = ''): Error =>
  new Error(`-c access=… is invalid: ${where === '' ? 'it' : where} ${what} (example: '${EXAMPLE}')`);
