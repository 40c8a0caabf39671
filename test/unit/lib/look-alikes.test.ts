import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confusableCodes, lookAlikes, MAX_COMPARED_NAMES } from '../../../shared/lib/look-alikes.ts';

describe('names that look alike', () => {
  test.each([
    ['case', 'Cardiology', 'cardiology'],
    ['blanks', 'gpt 4', 'gpt4'],
    ['a hyphen', 'GPT-4', 'GPT 4'],
    ['a hyphen that does not break', 'GPT-4', 'GPT\u20114'],
    ['a minus sign', 'GPT-4', 'GPT\u22124'],
    ['an underscore', 'llama_3', 'llama-3'],
    ['quotes', '\u201cA\u201d', 'A'],
    ['wide letters', 'GPT', '\uff27\uff30\uff34'],
    ['a Cyrillic letter', 'cardiology', 'c\u0430rdiology'],
    ['a Greek letter', 'Aster', '\u0391ster'],
    ['a soft hyphen', 'meditron', 'medi\u00adtron'],
  ])('differ in %s', (_, a, b) => {
    expect(lookAlikes([a, 'other', b])).toEqual([[a, b].sort()]);
  });

  test.each([
    ['gpt-4', 'gpt-5'],
    ['gpt-4-1', 'gpt-41'],
    ['1_1', '11'],
    ['llama-3.1', 'llama-31'],
    ['kardiologie', 'cardiology'],
    ['p\u00e9diatrie', 'pediatrie'],
    ['-', '_'],
    ['\u5fc3\u81df', '\u5fc3'],
  ])('do not include %s and %s', (a, b) => {
    expect(lookAlikes([a, b])).toEqual([]);
  });

  test('are the same groups in any order of the names', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'A', '-', ' ', '_', '\u0430', '1'), maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        expect(lookAlikes(names.toReversed())).toEqual(lookAlikes(names));
      }),
    );
  });

  test('are found among a bounded number of names', () => {
    const names = Array.from({ length: MAX_COMPARED_NAMES }, (_, at) => `model ${at}`);
    expect(lookAlikes([...names, 'MODEL 0'])).toEqual([]);
    expect(lookAlikes([...names.slice(1), 'MODEL 1'])).toEqual([['MODEL 1', 'model 1']]);
  });
});

test('a character that is easily taken for another one is shown by its code', () => {
  expect(confusableCodes('GPT\u20114')).toEqual(['U+2011']);
  expect(confusableCodes('c\u0430rdiology')).toEqual(['U+0430']);
  expect(confusableCodes('P\u00c9diatrie-4')).toEqual([]);
});
