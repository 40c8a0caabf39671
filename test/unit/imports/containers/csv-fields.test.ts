import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitFields } from '../../../../shared/imports/containers/csv-fields.ts';

const cell = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '1'), maxLength: 6 });
const record = fc.array(cell, { minLength: 1, maxLength: 5 });

test('a CSV record that another library writes is read back unchanged', () => {
  fc.assert(
    fc.property(record, fc.boolean(), (cells, quoted) => {
      const line = stringify([cells], { quoted, eof: false });
      expect(splitFields(line)).toEqual(cells);
    }),
  );
});

test.each([
  ['"a', 'open'],
  ['a,"b,c', 'open'],
  ['"a""', 'open'],
  ['"a"b', 'text after quote'],
  ['a"b,c', 'quote inside'],
])('the CSV record %s is refused with the reason "%s"', (line, why) => {
  expect(splitFields(line)).toBe(why);
});

test('the text after a NUL in a CSV record is kept, with and without quotes', () => {
  expect(splitFields('"j1",tie\0"j2",first')).toEqual(['"j1"', 'tie\0"j2"', 'first']);
  expect(splitFields('j1,tie\0j2')).toEqual(['j1', 'tie\0j2']);
});
