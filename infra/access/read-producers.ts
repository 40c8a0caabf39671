import * as z from 'zod';
import { studyName } from '../../shared/contracts/index.ts';
import { type ProducerStudies, UNIQUE_ID } from './producers.ts';

/** One study, or a list of studies. */
const studies = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(studyName, 'must be a study or a list of studies').min(1, 'must name a study'),
);
const producers = z.record(z.string(), studies, 'must be an object');

/** The name of an app is part of the names of a role and of an output. */
const APP = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Reads the studies of each app: JSON on the command line, as `{"app-a": "study-1", "app-b": ["study-2",
 * "study-3"]}`, or such an object in `cdk.json`.
 * @throws if the value has another form
 */
export function readProducers(wanted: unknown): ProducerStudies {
  const read = producers.safeParse(typeof wanted === 'string' ? fromText(wanted) : (wanted ?? {}));
  if (!read.success) throw fault(read.error.issues[0]?.path.join('.'), read.error.issues[0]?.message);
  const all = new Map(Object.entries(read.data));
  for (const name of all.keys())
    if (!APP.test(name) && !UNIQUE_ID.test(name))
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

function fromText(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}
