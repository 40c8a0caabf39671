import type { Fault } from '../contracts/index.ts';
import { isObject } from '../lib/index.ts';

/** Maximum number of fields in an event. The contract names 19. */
const MAX_FIELDS = 64;
/** Maximum number of names of models or criteria in one object of scores. A protocol has at most 24 criteria. */
export const MAX_SCORED_NAMES = 100;

/**
 * The fault in the size of an event that may be invalid. Null if the size is valid. The check avoids a list of the
 * hundred thousand faults of a megabyte.
 */
export function faultInSize(value: unknown): Fault | null {
  if (!isObject(value)) return null;
  if (hasMore(value, MAX_FIELDS)) return tooLarge('', `names more than ${MAX_FIELDS} fields`);
  const { scores } = value;
  if (!isObject(scores)) return null;
  const isOversize =
    hasMore(scores, MAX_SCORED_NAMES) ||
    Object.values(scores).some((card) => isObject(card) && hasMore(card, MAX_SCORED_NAMES));
  return isOversize
    ? tooLarge('scores', `scores: name more than ${MAX_SCORED_NAMES} models or criteria`)
    : null;
}

const tooLarge = (field: string, message: string): Fault => ({ reason: 'too_large', field, message });

function hasMore(value: object, most: number): boolean {
  let count = 0;
  for (const name in value) if (Object.hasOwn(value, name) && ++count > most) return true;
  return false;
}

/** Whether the value has an own key `__proto__` at any depth of an event. */
export function holdsPrototypeKey(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 3) return false;
  return (
    Object.hasOwn(value, '__proto__') ||
    Object.values(value).some((part) => holdsPrototypeKey(part, depth + 1))
  );
}
