import type { Note } from '../../contracts/index.ts';
import { isObject, type JsonObject } from '../../lib/index.ts';

type Task = JsonObject & { readonly annotations: readonly unknown[] };

const isWholeTask = (value: JsonObject): value is Task =>
  isObject(value.data) && Array.isArray(value.annotations);

/** Whether a record is a task of a Label Studio export, or an annotation with its task. */
export const isTask = (value: unknown): boolean => taskIn(value) !== null;

/** The task of a record. Storage that Label Studio exports to holds one annotation per file, with its task inside. */
function taskIn(value: unknown): Task | null {
  if (!isObject(value)) return null;
  if (isWholeTask(value)) return value;
  const { task, ...annotation } = value;
  return isObject(task) && isObject(task.data) && Array.isArray(annotation.result)
    ? { ...task, annotations: [annotation] }
    : null;
}

/**
 * The annotations of a task, without those that are no votes. Each becomes a record with `task.id`, `data`, `annotation`
 * (with `id`, `by`, `created_at` and `updated_at`), and its results. The results are `pairwise` (the only choice
 * between two sides), `selected.<tag>` (each choice), `choices.<tag>`, and `ratings.<rated object>.<tag>`.
 */
export function unfoldTask(task: unknown): Unfolded | null {
  const known = isObject(task) ? unfolded.get(task) : undefined;
  if (known) return known;
  const found = taskIn(task);
  if (!found) return null;
  const own = unfold(found);
  unfolded.set(task as JsonObject, own);
  return own;
}

/** The judgments within one record, as records of their own. */
export interface Unfolded {
  readonly records: readonly JsonObject[];
  /** Notes about the record, such as one for each annotation that is no vote. */
  readonly notes: readonly Note[];
}

/** Unfolded records by task, because each path of a mapping looks for its name in them. */
const unfolded = new WeakMap<object, Unfolded>();

/**
 * The reason why an annotation is no vote. A copy begins with the choices of somebody else.
 * @see docs/decisions/0103-leave-out-records-by-stated-values.md
 */
function reasonAgainst({ was_cancelled, ground_truth, parent_annotation }: JsonObject): Note | null {
  if (was_cancelled === true) return 'cancelled';
  if (ground_truth === true) return 'ground_truth';
  return parent_annotation === undefined || parent_annotation === null ? null : 'copied';
}

function unfold(task: Task): Unfolded {
  const annotations = task.annotations.filter(isObject);
  const records = annotations
    .filter((annotation) => reasonAgainst(annotation) === null)
    .map((annotation) => ({
      task: { id: task.id },
      data: task.data,
      annotation: { ...annotation, by: idOf(annotation.completed_by) },
      ...resultsOf(annotation.result),
    }));
  return { records, notes: annotations.map(reasonAgainst).filter((note) => note !== null) };
}

/** An annotator is a number, or an object that also contains names and addresses. */
const idOf = (annotator: unknown): unknown => (isObject(annotator) ? annotator.id : annotator);

function resultsOf(results: unknown): JsonObject {
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

/** The paths of choices in unfolded tasks without a choice between two sides. */
export function choicesInsteadOfPairs(records: readonly JsonObject[]): string[] {
  if (records.some(({ pairwise }) => pairwise !== undefined)) return [];
  const paths = records.flatMap((record) =>
    ['selected', 'choices'].flatMap((kind) => Object.keys(record[kind] ?? {}).map((tag) => `${kind}.${tag}`)),
  );
  return [...new Set(paths)].slice(0, MAX_LISTED_CHOICES);
}

const MAX_LISTED_CHOICES = 8;

const single = (values: unknown): unknown =>
  Array.isArray(values) && values.length === 1 ? values[0] : values;
