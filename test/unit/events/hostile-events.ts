import type { RejectReason } from '../../../shared/contracts/reject.ts';
import { rating, vote } from './study.ts';

const without = (field: string) =>
  Object.fromEntries(Object.entries(vote).filter(([name]) => name !== field));
const scored = (scores: unknown) => ({ ...vote, scores });
/** An object with the given number of names. */
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 1]));

/** Events that must be refused, as JSON text, with the reason and a part of the message. */
export const HOSTILE_EVENTS: readonly [what: string, json: string, reason: RejectReason, told: RegExp][] = (
  [
    ['null', null, 'invalid_value', /object/],
    ['a number', 7, 'invalid_value', /object/],
    ['a text', 'vote', 'invalid_value', /object/],
    ['a list in a list', [vote], 'invalid_value', /object/],
    ['an empty object', {}, 'unknown_kind', /"vote", "rating" or "retraction"/],
    ['an unknown kind', { ...vote, kind: 'veto' }, 'unknown_kind', /"vote", "rating" or "retraction"/],
    ['no clinician', without('clinician'), 'missing_field', /clinician: is missing/],
    ['no time', without('at'), 'missing_field', /at: is missing/],
    ['no outcome', without('outcome'), 'missing_field', /outcome: is missing/],
    ['an unknown field', { ...vote, colour: 'red' }, 'unknown_field', /"colour"/],
    ['a number for a clinician', { ...vote, clinician: 7 }, 'invalid_value', /^clinician: .* in quotes$/],
    ['an object for a clinician', { ...vote, clinician: { name: 'x' } }, 'invalid_value', /^clinician: must/],
    ['a clinician of 32,768 characters', { ...vote, clinician: 'x'.repeat(32_768) }, 'invalid_value', /128/],
    [
      'a time of 900 digits',
      { ...vote, at: `2026-03-01T09:30:00.${'1'.repeat(900)}Z` },
      'invalid_value',
      /64/,
    ],
    ['a hundred fields', { ...vote, ...numbered(100) }, 'too_large', /64 fields/],
    ['a hundred and one criteria', scored({ m1: numbered(101) }), 'too_large', /^scores: .* 100/],
    ['an empty judgment', { ...vote, judgment: '  ' }, 'invalid_value', /judgment: is empty/],
    [
      "a judgment with the clinician's id in it",
      { ...vote, clinician: 'Dr. Muster', judgment: 'dr. muster/17' },
      'names_clinician',
      /must not identify the clinician/,
    ],
    [
      "an item with the clinician's id in it",
      { ...vote, clinician: 'jane.doe', item: 'prompt-1-jane.doe' },
      'names_clinician',
      /must not identify the clinician/,
    ],
    [
      "the clinician's id as the specialty",
      { ...vote, clinician: 'Dr. Muster', specialty: 'dr. muster' },
      'names_clinician',
      /^specialty: .*must not identify the clinician/,
    ],
    [
      "a specialty with the clinician's id as a word",
      { ...vote, clinician: 'anna', specialty: 'cardiology (Anna)' },
      'names_clinician',
      /^specialty/,
    ],
    [
      "the clinician's initials as a model",
      { ...vote, clinician: 'A.M.', second: 'a.m.' },
      'names_clinician',
      /^second/,
    ],
    [
      "a model with the clinician's id in it",
      { ...rating, clinician: 'Muster', model: 'reply-by-muster' },
      'names_clinician',
      /^model/,
    ],
    ["the clinician's id as the country", { ...vote, clinician: 'CH' }, 'names_clinician', /^country/],
    [
      "the clinician's id as a criterion",
      { ...rating, clinician: 'anna', scores: { Anna: 1 } },
      'names_clinician',
      /^scores/,
    ],
    ['a huge name', { ...vote, specialty: 'x'.repeat(100_000) }, 'invalid_value', /128 characters/],
    ['a name of 300 bytes', { ...vote, first: '€'.repeat(100) }, 'invalid_value', /256 bytes/],
    ['half of a surrogate pair', { ...vote, first: 'm\ud800' }, 'invalid_value', /surrogate/],
    ['a NUL', { ...vote, judgment: 'j\u0000' }, 'invalid_value', /control character/],
    ['a key separator', { ...vote, judgment: 'j#1' }, 'invalid_value', /"#"/],
    ['a reserved name', { ...vote, specialty: '@all' }, 'invalid_value', /"@"/],
    ['the prototype as a model', { ...vote, first: '__proto__' }, 'invalid_value', /reserved/],
    ['an unknown winner', { ...vote, outcome: 'model_a' }, 'invalid_value', /outcome/],
    ['a winner in capitals', { ...vote, outcome: 'TIE' }, 'invalid_value', /outcome/],
    ['a model against itself', { ...vote, second: 'm1' }, 'self_comparison', /compared with itself/],
    ['a model against itself in disguise', { ...vote, second: ' m1 ' }, 'self_comparison', /itself/],
    ['a score of 3', scored({ m1: { harmlessness: 3 } }), 'invalid_value', /-2 to 2/],
    ['a score of 1.5', scored({ m1: { harmlessness: 1.5 } }), 'invalid_value', /-2 to 2/],
    ['a score in quotes', scored({ m1: { harmlessness: '1' } }), 'invalid_value', /-2 to 2/],
    ['no score', scored({ m1: { harmlessness: null } }), 'invalid_value', /-2 to 2/],
    ['a score that is true', scored({ m1: { harmlessness: true } }), 'invalid_value', /-2 to 2/],
    ['scores of no criterion', scored({ m1: {} }), 'invalid_value', /no criterion/],
    ['scores of another model', scored({ m3: { harmlessness: 1 } }), 'scores_of_other_model', /"m3"/],
    ['an unknown criterion', scored({ m1: { harmlesness: 1 } }), 'unknown_criterion', /"harmlesness"/],
    [
      'a criterion of the prototype',
      scored({ m1: { constructor: 1 } }),
      'unknown_criterion',
      /"constructor"/,
    ],
    [
      'a criterion in two spellings',
      { ...rating, scores: { accuracy: 1, ' accuracy': 2 } },
      'invalid_value',
      /twice/,
    ],
    ['a list of scores', scored([1, 2]), 'invalid_value', /scores/],
    ['revision 0', { ...vote, revision: 0 }, 'invalid_value', /revision/],
    ['revision 1.5', { ...vote, revision: 1.5 }, 'invalid_value', /revision/],
    ['revision 2^53', { ...vote, revision: 2 ** 53 }, 'invalid_value', /revision/],
    ['a country by name', { ...vote, country: 'Switzerland' }, 'invalid_value', /ISO 3166/],
    ['a time without a zone', { ...vote, at: '2026-03-01T09:30:00' }, 'invalid_value', /zone/],
    ['the 30th of February', { ...vote, at: '2026-02-30T09:30:00Z' }, 'invalid_value', /ISO 8601/],
    ['a time as a number', { ...vote, at: 1_772_357_400 }, 'invalid_value', /ISO 8601/],
    ['an unknown part', { ...without('outcome'), kind: 'retraction', part: 'half' }, 'invalid_value', /part/],
    ['a rating without scores', { ...rating, scores: {} }, 'invalid_value', /no criterion/],
  ] as [string, unknown, RejectReason, RegExp][]
).map(([what, value, reason, told]) => [what, JSON.stringify(value), reason, told]);

const json = JSON.stringify(vote);

/** Events as JSON text that JavaScript values cannot represent. */
export const HOSTILE_TEXTS: typeof HOSTILE_EVENTS = [
  ['a prototype', json.replace('"kind"', '"__proto__":{"kind":"vote"},"kind"'), 'unknown_field', /__proto__/],
  ['scores of the prototype', json.replace('"m1":{', '"__proto__":{'), 'unknown_field', /__proto__/],
  ['a score beyond all numbers', json.replace('-2}', '1e999}'), 'invalid_value', /-2 to 2/],
  [
    'a future revision',
    json.replace('"kind"', '"revision":9007199254740993,"kind"'),
    'invalid_value',
    /revision/,
  ],
];

/** Texts that are JSON only for Python. */
export const PYTHON_JSON: readonly [what: string, text: string][] = [
  ['NaN', json.replace('-2}', 'NaN}')],
  ['Infinity', json.replace('-2}', '-Infinity}')],
];

/** Texts that are not JSON. */
export const NOT_JSON: readonly [what: string, text: string][] = [
  ['an open brace', json.slice(0, -1)],
  ['two events', `${json}${json}`],
  ['a trailing comma', json.replace(/}$/, ',}')],
  ['single quotes', json.replaceAll('"', "'")],
  ['a comment', `${json} // good`],
  ['words', 'hello'],
];
