import * as z from 'zod';
import { type ProducerStudies, UNIQUE_ID } from './producers.ts';
import { optionValue, PLAIN_NAME, studies } from './read-studies.ts';

const producers = z.record(z.string(), studies, 'must be an object');

/**
 * Reads the studies of each app: JSON on the command line, as `{"app-a": "study-1", "app-b": ["study-2",
 * "study-3"]}`, or such an object in `cdk.json`.
 * @throws if the value has another form
 */
export function readProducers(wanted: unknown): ProducerStudies {
  const read = producers.safeParse(optionValue(wanted) ?? {});
  if (!read.success) throw fault(read.error.issues[0]?.path.join('.'), read.error.issues[0]?.message);
  const all = new Map(Object.entries(read.data));
  // The name of an app is part of the names of a role and of an output.
  for (const name of all.keys())
    if (!PLAIN_NAME.test(name) && !UNIQUE_ID.test(name))
      throw fault(
        name,
        'is neither a name of letters a–z, digits and single hyphens, nor the unique id of a role or user',
      );
  const tooMany = faultOfSize(all);
  if (tooMany !== null) throw fault('', tooMany);
  return all;
}

/**
 * Maximum number of roles that the stack makes. CloudFormation allows 500 resources and 200 outputs in a stack. Each
 * app needs two resources and an output.
 */
const MAX_ROLES = 150;
/** Secrets Manager allows 65,536 bytes. An id has at most 128 characters, and usually 21. */
const MAX_BYTES = 60_000;

function faultOfSize(all: ProducerStudies): string | null {
  const made = [...all.keys()].filter((name) => !UNIQUE_ID.test(name)).length;
  if (made > MAX_ROLES)
    return (
      `names ${made} apps, and a stack has room for the roles of ${MAX_ROLES}, because CloudFormation allows 500 resources ` +
      'and 200 outputs. Name further apps by the unique ids (AROA…) of existing roles'
    );
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(all))) + 21 * made;
  if (bytes > MAX_BYTES)
    return (
      `has ${bytes} bytes, and at most ${MAX_BYTES} are allowed, because Secrets Manager keeps the list, with a limit of ` +
      '65,536 bytes. Give apps of many studies the policy ProducerPolicyArn, which restricts nothing'
    );
  return null;
}

const fault = (where = '', what = ''): Error =>
  new Error(
    `-c producers=… is invalid: ${where === '' ? 'it' : where} ${what} (example: '{"app-a": "study-1"}')`,
  );
