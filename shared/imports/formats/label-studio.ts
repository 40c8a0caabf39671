import { faultInList } from '../../events/index.ts';
import type { RecordForm } from '../source-record.ts';
import type { RecordReader } from './mapped-record.ts';

type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a record is a task of a Label Studio export. */
export const isTask = (value: unknown): value is Json & { readonly annotations: readonly unknown[] } =>
  isObject(value) && isObject(value.data) && Array.isArray(value.annotations);

/**
 * The annotations of a task, without cancelled ones. Each becomes a record with `task.id`, `data`, `annotation`
 * (with `id`, `by`, `created_at` and `updated_at`), and its results. The results are `pairwise` (the only choice
 * between two sides), `selected.<tag>` (each choice), `choices.<tag>`, and `ratings.<rated object>.<tag>`.
 */
export function unfoldTask(task: unknown): Unfolded | null {
  if (!isTask(task)) return null;
  const known = unfolded.get(task);
  if (known) return known;
  const own = unfold(task);
  unfolded.set(task, own);
  return own;
}

interface Unfolded {
  readonly records: readonly Json[];
  readonly cancelled: number;
}

/** Unfolded records by task, because each path of a mapping looks for its name in them. */
const unfolded = new WeakMap<object, Unfolded>();

function unfold(task: Json & { readonly annotations: readonly unknown[] }): Unfolded {
  const annotations = task.annotations.filter(isObject);
  const kept = annotations.filter((annotation) => annotation.was_cancelled !== true);
  const records = kept.map((annotation) => ({
    task: { id: task.id },
    data: task.data,
    annotation: { ...annotation, by: idOf(annotation.completed_by) },
    ...resultsOf(annotation.result),
  }));
  return { records, cancelled: annotations.length - kept.length };
}

/** An annotator is a number, or an object that also contains names and addresses. */
const idOf = (annotator: unknown): unknown => (isObject(annotator) ? annotator.id : annotator);

function resultsOf(results: unknown): Json {
  const selected = new Map<string, unknown>();
  const choices = new Map<string, unknown>();
  const ratings = new Map<string, Map<string, unknown>>();
  for (const result of Array.isArray(results) ? results.filter(isObject) : []) {
    const { type, from_name: tag, to_name: rated, value } = result;
    if (typeof tag !== 'string' || typeof rated !== 'string' || !isObject(value)) continue;
    if (type === 'pairwise') selected.set(tag, value.selected);
    if (type === 'choices') choices.set(tag, single(value.choices));
    if (type === 'rating' || type === 'number')
      ratings.set(rated, (ratings.get(rated) ?? new Map()).set(tag, value.rating ?? value.number));
  }
  const [only] = selected.size === 1 ? selected.values() : [];
  return {
    pairwise: only,
    selected: Object.fromEntries(selected),
    choices: Object.fromEntries(choices),
    ratings: Object.fromEntries([...ratings].map(([rated, tags]) => [rated, Object.fromEntries(tags)])),
  };
}

const single = (values: unknown): unknown =>
  Array.isArray(values) && values.length === 1 ? values[0] : values;

/** Reads a task by reading each of its annotations. */
export function readTask(read: RecordReader): RecordReader {
  return (task): RecordForm => {
    const unfolded = unfoldTask(task);
    if (!unfolded)
      return {
        form: 'broken',
        fault: { reason: 'invalid_value', field: '', message: 'is no task with data and annotations' },
      };
    const tooMany = unfolded.records.length > 0 && faultInList(unfolded.records);
    if (tooMany) return { form: 'broken', fault: tooMany };
    const parts = unfolded.records.map((record) => read(record)).filter((part) => part.form === 'rows');
    return {
      form: 'rows',
      value: parts.flatMap(({ value }) => value),
      notes: [
        ...Array<'cancelled'>(unfolded.cancelled).fill('cancelled'),
        ...parts.flatMap(({ notes }) => notes),
      ],
    };
  };
}
