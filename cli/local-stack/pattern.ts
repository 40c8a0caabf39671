import { OwnError } from '../../shared/lib/index.ts';
import type { Json, JsonObject } from './template-json.ts';

type Matcher = (value: Json | undefined) => boolean;

const startsWith =
  (prefix: string): Matcher =>
  (value) =>
    typeof value === 'string' && value.startsWith(prefix);
const endsWith =
  (suffix: string): Matcher =>
  (value) =>
    typeof value === 'string' && value.endsWith(suffix);

function condition(rule: Json, owner: string): Matcher {
  if (typeof rule !== 'object' || rule === null) return (value) => value === rule;
  const [[operator, argument] = []] = Object.entries(rule);
  if (operator === 'prefix' && typeof argument === 'string') return startsWith(argument);
  if (operator === 'suffix' && typeof argument === 'string') return endsWith(argument);
  if (operator === 'exists') return (value) => (value !== undefined) === argument;
  if (operator === 'anything-but') {
    const excluded = Array.isArray(argument) ? argument : [argument ?? null];
    const matchers = excluded.map((one) => condition(one, owner));
    return (value) => value !== undefined && !matchers.some((matches) => matches(value));
  }
  throw new OwnError(
    `The local stack does not support the event pattern {"${operator}": …} of the template's ${owner}.`,
  );
}

/**
 * Compiles an EventBridge pattern. Each field in the pattern must match one of its alternatives. Other fields of the
 * event are ignored. Supported alternatives: plain values, prefix, suffix, exists, anything-but.
 * @throws Error that names the rule (`owner`) if an alternative is not supported or the pattern is empty
 */
export function compilePattern(pattern: JsonObject, owner: string): (event: JsonObject) => boolean {
  if (Object.keys(pattern).length === 0) throw new OwnError(`The template's ${owner} has no event pattern.`);
  const fields = Object.entries(pattern).map(([name, rule]): ((event: JsonObject) => boolean) => {
    if (Array.isArray(rule)) {
      const alternatives = rule.map((one) => condition(one, owner));
      return (event) => alternatives.some((matches) => matches(event[name]));
    }
    const inner = compilePattern(rule as JsonObject, owner);
    return (event) => {
      const value = event[name];
      return typeof value === 'object' && value !== null && !Array.isArray(value) && inner(value);
    };
  });
  return (event) => fields.every((matches) => matches(event));
}
