import type { Ready } from '../../contracts/index.ts';
import { isObject, type JsonObject, normalised } from '../../lib/index.ts';
import { accessTo, textOf } from './access.ts';
import type { Sample } from './format.ts';
import { isTask } from './label-studio.ts';
import { isPandaLm } from './pandalm.ts';
import { hasInstruments } from './redcap.ts';
import type { RefusedForm } from './refused-forms.ts';

/**
 * Data sets of arena battles have one of these columns. Their `turn` counts the turns of a conversation, but in
 * MT-bench it numbers them.
 */
const ARENA_COLUMNS = ['tstamp', 'anony'];

/** A survey of Qualtrics has the columns of one of these pairs, although exports may leave out others. */
const QUALTRICS_COLUMNS = [
  ['StartDate', 'EndDate'],
  ['Progress', 'Finished'],
];

export type Form = Ready | RefusedForm | 'native';

/** The form of a file by its names. The header of a table of unknown form is checked as Primum's own. */
export function formOf({ header, records }: Pick<Sample, 'header' | 'records'>): Form {
  const objects = records.filter(isObject);
  const known = new Set(header ? header.map(normalised) : objects.flatMap(Object.keys));
  const has = (...names: string[]) => names.every((name) => known.has(name));
  if (!header && has('kind')) return 'native';
  if (has('model_a', 'model_b', 'winner'))
    return has('turn') && !ARENA_COLUMNS.some((name) => has(name)) ? 'mt-bench' : 'arena';
  if (has('model_a', 'model_b', 'winner_model_a', 'winner_model_b', 'winner_tie')) return 'arena-one-hot';
  if (has('model_a_name', 'model_b_name', 'chosen_model_name', 'both_equal')) return 'compar-ia';
  if (has('model1', 'model2', 'preference') && prefersLetters({ header, records })) return 'medarena';
  if (has('model_a', 'model_b', 'annotator', 'annotation_id', 'updated_at', 'lead_time'))
    return 'label-studio-min';
  if (has('left', 'right', 'winner')) return 'left-right-winner';
  if (
    has('instruction', 'output_1', 'output_2', 'preference') &&
    (has('annotator') || has('annotator_index'))
  )
    return 'alpaca-eval';
  if (has('name', 'value', 'source', 'dataType') && (has('traceId') || has('observationId')))
    return 'langfuse';
  if (header && has('Status', 'ResponseId') && QUALTRICS_COLUMNS.some((names) => has(...names)))
    return 'qualtrics';
  if (header && hasInstruments(header.map(normalised))) return 'redcap';
  if (header && hasQuestions(header)) return 'google-forms';
  if (header) return has('model', 'criterion', 'score') ? 'long' : 'native';
  if (objects.some(isTask)) return 'label-studio';
  if (objects.some(isComparison)) return 'prodigy';
  if (objects.some(isPandaLm)) return 'pandalm';
  if (objects.some(isFeedback)) return 'open-webui';
  if (objects.some(isAnnotated)) return 'argilla';
  if (objects.some(isByQuestion) || [...known].some(isFlatQuestion)) return 'argilla-by-question';
  if (has('vote') && (has('evaluations') || has('firstAnswer'))) return 'moove';
  return objects.length === records.length && objects.length > 0 ? 'unknown' : 'native';
}

/** The first column of a sheet of answers to Google Forms, in several languages. */
const TIMES_OF_ANSWERS = ['Timestamp', 'Zeitstempel', 'Horodateur', 'Marca temporal'];
const QUESTION = /\?$|\[[^\]]*\]$|^Email Address$/;

const hasQuestions = ([first = '', ...others]: readonly string[]): boolean =>
  TIMES_OF_ANSWERS.includes(normalised(first)) && others.some((name) => QUESTION.test(normalised(name)));

const LETTERS = new Set<unknown>(['A', 'B', 'tie', 'neither']);

/** Other tables have the same columns, and other words for the outcomes. */
function prefersLetters({ header, records }: Pick<Sample, 'header' | 'records'>): boolean {
  const access = accessTo('preference', header);
  const words = records.map((record) => textOf(access?.(record))).filter((word) => word !== undefined);
  return words.length > 0 && words.every((word) => LETTERS.has(word));
}

/** Whether a record is a comparison of Prodigy with the models behind its options. */
const isComparison = ({ answer, accept, mapping, ...rest }: JsonObject): boolean =>
  typeof answer === 'string' &&
  Array.isArray(accept) &&
  isObject(mapping) &&
  Object.hasOwn(mapping, 'A') &&
  Object.hasOwn(mapping, 'B') &&
  PRODIGY_MEMBERS.some((name) => Object.hasOwn(rest, name));

const PRODIGY_MEMBERS = ['_session_id', '_annotator_id', '_task_hash', '_timestamp'];

/** Whether a record is feedback of Open WebUI on an answer. */
const isFeedback = ({ type, data, meta, user_id: user }: JsonObject): boolean =>
  typeof type === 'string' &&
  user !== undefined &&
  isObject(meta) &&
  isObject(data) &&
  Object.hasOwn(data, 'rating') &&
  Object.hasOwn(data, 'model_id');

/** Whether a record of Argilla has a list of responses, or one response in the place of the list. */
function isAnnotated({ fields, responses }: JsonObject): boolean {
  const list: unknown[] = Array.isArray(responses) ? responses : [responses];
  const isResponse = (one: unknown) =>
    isObject(one) && Object.hasOwn(one, 'status') && Object.hasOwn(one, 'values');
  return isObject(fields) && list.some(isResponse);
}

const isFlatQuestion = (name: string): boolean => name.endsWith('.responses.users');

/** Whether a record of Argilla has its responses under the names of the questions. */
const isByQuestion = ({ fields, responses }: JsonObject): boolean =>
  isObject(fields) &&
  isObject(responses) &&
  Object.values(responses).some(
    (list) => Array.isArray(list) && list.some((one) => isObject(one) && Object.hasOwn(one, 'user_id')),
  );
