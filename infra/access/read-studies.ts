import * as z from 'zod';
import { studyName } from '../../shared/contracts/index.ts';

/** One study, or a list of different studies. */
export const studies = z
  .preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(studyName, 'must be a study or a list of studies').min(1, 'must name a study'),
  )
  .transform((list) => [...new Set(list)]);

/** A name that becomes part of the names of resources and outputs, as `cardio-team`. */
export const PLAIN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The value of an option: JSON on the command line, or a value in `cdk.json`. A text that is not JSON stays a text. */
export function optionValue(wanted: unknown): unknown {
  if (typeof wanted !== 'string') return wanted;
  if (wanted === '') return undefined;
  try {
    return JSON.parse(wanted);
  } catch {
    return wanted;
  }
}
