import { isObject } from '../../lib/index.ts';
import { dividerAt } from '../formats/each.ts';
import { isReady } from '../formats/ready.ts';
import { unfoldingOf } from '../formats/unfolding.ts';

/** Divides a record into the parts from which events are made. */
export type PartsOf = (record: unknown) => readonly unknown[];

/**
 * Returns the division of a file's records: the judgments that a known form holds in one record, the elements of the list that the
 * mapping reads, or the events of a line in Primum's own form.
 */
export function partsReader(
  form: string,
  each: string | undefined,
  header: readonly string[] | null,
): PartsOf {
  if (header) return (record) => [record];
  const unfolding = isReady(form) ? unfoldingOf({ reads: form }) : null;
  if (unfolding) return (record) => unfolding.unfold(record)?.records ?? [];
  if (each !== undefined) {
    const divide = dividerAt(each);
    return (record) => divide(record) ?? [];
  }
  return (record) => (Array.isArray(record) ? record.filter(isObject) : [record]);
}
