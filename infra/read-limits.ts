import { type Limits, limits } from '../shared/contracts/index.ts';
import { optionValue } from './access/read-studies.ts';

/** Maximum length of the limits as JSON. The environment of a function has at most 4 KB for all its variables. */
const MAX_LENGTH = 500;

/**
 * Reads the limits of studies: JSON on the command line, or an object in `cdk.json`.
 * @throws if the value has another form, or is too long for the environment of a function
 */
export function readStudyLimits(wanted: unknown): Limits {
  const read = limits.safeParse(optionValue(wanted) ?? {});
  if (!read.success) throw fault(read.error.issues[0]?.path.join('.'), read.error.issues[0]?.message);
  const { length } = JSON.stringify(read.data);
  if (length > MAX_LENGTH)
    throw fault('', `has ${length} characters, and at most ${MAX_LENGTH} are possible: limit fewer studies`);
  return read.data;
}

const fault = (where = '', what = ''): Error =>
  new Error(
    `-c limits=… is invalid: ${where === '' ? 'it' : where} ${what} (example: '{"*": {"eventsPerMinute": 6000}}')`,
  );
