import { isObject } from '../../lib/index.ts';
import { accessTo, textOf } from '../formats/access.ts';
import type { Sample } from '../formats/format.ts';

/** Two names in one text, such as `gpt vs llama`. */
const PAIR = /^(\S.*?)\s+(?:vs\.?|versus)\s+(\S.*)$/i;
/** Two names and the word between them. A longer text is an answer or a question. */
const MAX_PAIR_LENGTH = 270;

/** The two names in a text. Null if it has another form. */
export function pairIn(text: string): readonly [string, string] | null {
  const [, first, second] = (text.length <= MAX_PAIR_LENGTH && PAIR.exec(text)) || [];
  return first === undefined || second === undefined ? null : [first, second.trim()];
}

/** The column that has the two models of each comparison in one text. Null if there is none. */
export function pairColumnOf({ header, records }: Pick<Sample, 'header' | 'records'>): string | null {
  const names = header ?? [...new Set(records.filter(isObject).flatMap(Object.keys))];
  const isPairs = (name: string): boolean => {
    const access = accessTo(name, header);
    const texts = records.map((record) => textOf(access?.(record))).filter((text) => text !== undefined);
    return texts.length > 0 && texts.every((text) => typeof text === 'string' && pairIn(text) !== null);
  };
  return names.find(isPairs) ?? null;
}
