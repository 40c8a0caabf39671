import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJson, stringifyJson } from '../../../shared/lib/lossless-json.ts';

it('distinguishes two integers that JSON.parse rounds to one number', () => {
  expect(parseJson('[9007199254740992, 9007199254740993]')).toEqual([9007199254740992n, 9007199254740993n]);
});

it('keeps an integer as a number if a double holds it exactly', () => {
  expect(parseJson('{"id": 9007199254740991, "score": -2}')).toEqual({ id: 9007199254740991, score: -2 });
});

it('leaves digits in strings and fractions alone', () => {
  const text = '{"id": "9007199254740993", "share": 0.1234567890123456789, "large": 1.5e300}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

it('writes every integer with the digits that it was read with', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.string(), (integer, name) => {
      const text = `{${JSON.stringify(name)}:[${integer}]}`;
      expect(stringifyJson(parseJson(text))).toBe(text);
    }),
  );
});

it('decodes every text without long integers like JSON.parse', () => {
  const asNumbers = (_name: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.stringify(parseJson(text), asNumbers)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

it('decodes an integer that is too long for a table to an infinite number', () => {
  expect(parseJson(`[${'9'.repeat(1_000_000)}]`)).toEqual([Number.POSITIVE_INFINITY]);
});
