export { byCodeUnit } from './by-code-unit.ts';
export type { ByteSource } from './byte-source.ts';
export { codeVersion } from './code-version.ts';
export { errorFacts, errorLabel } from './error-facts.ts';
export {
  change,
  count,
  decimal,
  decimalPercent,
  enumerated,
  exactPercent,
  noun,
  percentInterval,
  pValue,
  range,
  several,
  short,
  twoDigitPercent,
  visible,
  wholePercent,
} from './format.ts';
export { decodeJson, encodeJson, encodeText } from './json.ts';
export { appearance, confusableCodes, lookAlikes, MAX_COMPARED_NAMES } from './look-alikes.ts';
export {
  isObject,
  type JsonObject,
  parseJson,
  parsePythonJson,
  repeatsKey,
  stringifyJson,
} from './lossless-json.ts';
export type { Metric } from './metrics.ts';
export { OwnError } from './own-error.ts';
export { ownText } from './own-text.ts';
export { afterBreak, BEGINNING, isAfterBreak, type Place } from './place.ts';
export { cumulate, type Random, seededRandom } from './random.ts';
export { requestLimits } from './request-limits.ts';
export { type Pace, pauseAfter, realPace, retry, STORE_BACKOFF } from './retry.ts';
export { readSettingsText } from './settings-text.ts';
export { normalised, onOneLine, pathInWords, plainName, quote, withoutInvisible } from './text.ts';
export { type Apart, apartFromDigits, apartFromLetters, foldCase, placeOfWord } from './whole-words.ts';
