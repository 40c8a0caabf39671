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
  return all;
}

const fault = (where = '', what = ''): Error =>
  new Error(
    `-c producers=… is invalid: ${where === '' ? 'it' : where} ${what} (example: '{"app-a": "study-1"}')`,
  );
