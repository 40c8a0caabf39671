import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_RECORD_BYTES } from '../../../../shared/imports/containers/line.ts';
import { parseJson } from '../../../../shared/lib/lossless-json.ts';
import { open, read } from './files.ts';

const containerOf = async (content: string) => (await open(content)).container;
const told = (records: Awaited<ReturnType<typeof read>>['records']) =>
  records.map((record) => ('fault' in record ? record.fault.reason : record.value));

test('the beginning of a JSON file shows the arrangement of its records', async () => {
  expect(await containerOf('{"kind":"vote"}\n')).toBe('jsonl');
  expect(await containerOf('{"kind":"vote"}\n{"kind":"vote"}')).toBe('jsonl');
  expect(await containerOf('{torn\n{"kind":"vote"}\n')).toBe('jsonl');
  expect(await containerOf('[{"kind":"vote"}]\n[{"kind":"vote"}]\n')).toBe('jsonl');
  expect(await containerOf('[{"kind":"vote"}]\n')).toBe('json array');
  expect(await containerOf('[\n{"kind":"vote"}\n]')).toBe('json array');
  expect(await containerOf('[{"a":1},\n{"a":2}\n]')).toBe('json array');
  expect(await containerOf('{"7": {"vote":"1"}}')).toBe('json object');
  expect(await containerOf('{\n  "7": {\n"vote":"1"}}')).toBe('json object');
  expect(await containerOf(`{"7": {"vote":"${'x'.repeat(3_000_000)}"}}`)).toBe('json object');
});

test('the records of a JSON array are those that JSON.parse gives, on one line or several', async () => {
  const values = fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 30 }),
      async (list, indent, size) => {
        const content = JSON.stringify(list, null, indent);
        const { records, error } = await read(content, { size });
        expect(error).toBeNull();
        expect(told(records)).toEqual(parseJson(content));
      },
    ),
  );
});

test('the records of a JSON object are those that JSON.parse gives, with their names', async () => {
  const member = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  // Members that begin with the number 0 are the columns of a data frame.
  const values = fc
    .dictionary(fc.string(), member, { minKeys: 1, maxKeys: 6 })
    .filter((object) => Object.values(object).every((record) => !Object.hasOwn(record, '0')));
  await fc.assert(
    fc.asyncProperty(values, fc.integer({ min: 1, max: 30 }), async (object, size) => {
      const content = JSON.stringify(object);
      const { records, error } = await read(content, { size });
      expect(error).toBeNull();
      const members = records.map((record) => [
        'key' in record && record.key,
        'value' in record && record.value,
      ]);
      expect(Object.fromEntries(members)).toEqual(parseJson(content));
    }),
  );
});

test('a broken record of a JSON array does not affect other records', async () => {
  const { records, error } = await read('[{"a":1},\n{"a":tru},\n{"a":[1,},\n{"a":2},,\n{"a":3}\n]');
  expect(error).toBeNull();
  expect(told(records)).toEqual([{ a: 1 }, 'unparsable', 'unparsable', { a: 2 }, { a: 3 }]);
  expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
});

test('a member of a JSON object without a record is refused, and the other members are read', async () => {
  const { records } = await read('{"a": {"x":1},\n"b",\n"c": {"x":2} "d": 3,\n{},\n"__proto__": {"x":3}}');
  expect(told(records)).toEqual([{ x: 1 }, 'unparsable', 'unparsable', 'unparsable', { x: 3 }]);
  expect(records.at(-1)).toMatchObject({ key: '__proto__' });
});

test('a JSON record that is too long is refused without being held in memory, and the other records are read', async () => {
  const long = JSON.stringify({ a: 'x'.repeat(MAX_RECORD_BYTES) });
  const { records } = await read(`[{"a":1},${long},{"a":2}]`);
  expect(told(records)).toEqual([{ a: 1 }, 'too_large', { a: 2 }]);
});

test.each([
  ['a record that lacks a bracket', '[{"a":1},\n{"a":{"b":2},\n{"a":3}\n]', 1, /line 2 is never closed/],
  ['a quote too many', '[{"a":1},\n{"a":"x" "},\n{"a":3}\n]', 1, /line 2 is never closed/],
  ['a file that is cut off', '[{"a":1},\n{"a":', 1, /line 2 is never closed/],
  ['a bracket too many', '{"a":{"x":1}},\n"b":{"x":2}}', 1, /goes on after its end, in line 1/],
])('%s ends a JSON file after the records before it', async (_, content, before, message) => {
  const { records, error } = await read(content);
  expect(records).toHaveLength(before);
  expect((error as Error).message).toMatch(message);
});
