import { isObject, type JsonObject } from '../../lib/index.ts';

const ANNOTATOR = /^annotator\d{1,3}$/;

/** Whether a record is a comparison of PandaLM with the choices of its annotators. */
export const isPandaLm = (record: unknown): record is JsonObject =>
  isObject(record) && typeof record.cmp_key === 'string' && Object.keys(record).some(isAnnotator);

const isAnnotator = (name: string): boolean => ANNOTATOR.test(name);

/**
 * The choices of all annotators of a comparison. Each becomes a record with `first` and `second` (the models), `annotator`,
 * `preference`, `idx`, `instruction`, `input`, and the whole comparison under `record`.
 */
export function choicesIn(record: unknown): JsonObject[] | null {
  if (!isPandaLm(record)) return null;
  const { cmp_key: pair, idx, instruction, input } = record;
  const common = {
    ...modelsIn(pair as string),
    idx,
    instruction,
    // Python writes NaN for a question without input.
    ...(typeof input === 'string' ? { input } : {}),
    record,
  };
  return Object.entries(record)
    .filter(([name]) => isAnnotator(name))
    .map(([annotator, preference]) => ({ ...common, annotator, preference }));
}

/** The models of a pair such as `llama-7b_opt-7b`. None if their names contain the separator, too. */
function modelsIn(pair: string): { first?: string; second?: string } {
  const [first, second, ...more] = pair.split('_');
  return second === undefined || more.length > 0 ? {} : { first: first!, second };
}
