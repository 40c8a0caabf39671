import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../../shared/contracts/mapping.ts';
import { found } from '../../../shared/contracts/notes.ts';
import { MAX_COLUMNS } from '../../../shared/imports/containers/csv-header.ts';
import { csvRecords } from '../../../shared/imports/containers/csv-records.ts';
import { decodeJsonRecord } from '../../../shared/imports/containers/decode-json.ts';
import { linesOf, MAX_RECORD_BYTES } from '../../../shared/imports/containers/line.ts';
import { LineQueue } from '../../../shared/imports/containers/line-queue.ts';
import { peek } from '../../../shared/imports/containers/peek.ts';
import { beginningOf, recogniseContainer } from '../../../shared/imports/containers/recognise-container.ts';
import { mappedFormat } from '../../../shared/imports/formats/mapped-format.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { unreadColumns } from '../../../shared/imports/inspect/unread.ts';
import { nativeColumns } from '../../../shared/imports/windows/native-columns.ts';
import { BEGINNING } from '../../../shared/lib/place.ts';
import { chunksOf, context, refusalOf } from './bytes.ts';
import { readAs } from './formats/reading.ts';
import { searchSteps } from './search-steps.ts';

/** Maximum number of searches per column for reading a header. Each searches a list of fixed length. */
const SEARCHES_PER_COLUMN = 100;

const names = (count: number, of = (index: number) => `c${index}`): string[] =>
  Array.from({ length: count }, (_, index) => of(index));

const mappingOf = (written: unknown): Mapping => {
  const parsed = parseMapping(JSON.stringify(written));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.mapping;
};

const criteria = new Set(context.criteria.map(({ id }) => id));

describe('The widest table that is read', () => {
  const COMMON = ['clinician', 'specialty', 'model'];
  test.each<[string, (index: number) => string]>([
    ['differ', (index) => `c${index}`],
    ['are all the same', () => 'same'],
    ['occur twice each', (index) => `c${index >> 1}`],
    ['differ only in case', (index) => (index % 2 === 0 ? `c${index}` : `C${index - 1}`)],
  ])('costs a few steps per column if its names %s', async (_, of) => {
    const header = [...COMMON, ...names(MAX_COLUMNS - COMMON.length, of)];
    const steps = await searchSteps(() => expect(() => nativeColumns(header, criteria)).toThrow(/header/));
    expect(steps).toBeLessThan(SEARCHES_PER_COLUMN * header.length);
  });

  test('costs a few steps per column if a mapping names each of its columns', async () => {
    const scored = names(MAX_COLUMNS - 1);
    const columns = Object.fromEntries(scored.map((name) => [name, { criterion: name }]));
    const mapping = mappingOf({
      row: 'rating',
      columns: { model: 'm' },
      scores: { columns },
      scale: { from: [1, 5] },
    });
    const header = ['m', ...scored];
    const sample = { container: 'csv', header, records: [header] } as const;
    const steps = await searchSteps(() => mappedFormat(mapping, sample, context));
    expect(steps).toBeLessThan(SEARCHES_PER_COLUMN * header.length);
    const missing = await searchSteps(() =>
      expect(() => mappedFormat(mapping, { ...sample, header: ['m'] }, context)).toThrow(/and 19979 more/),
    );
    expect(missing).toBeLessThan(SEARCHES_PER_COLUMN * header.length);
    expect(await searchSteps(() => expect(unreadColumns([mapping], header)).toEqual([]))).toBeLessThan(
      SEARCHES_PER_COLUMN * header.length,
    );
  });

  test('is refused with its number and the limit if it has one more column', async () => {
    expect(await refusalOf(`${names(MAX_COLUMNS + 1).join(',')}\n1,2\n`)).toMatch(
      /its header names 20001 columns, and 20000 can be read/,
    );
  });
});

describe('Rows with as many judgments as are read', () => {
  const rated = {
    row: 'rating',
    columns: { clinician: 'who' },
    constants: { model: 'm' },
    scale: { from: [1, 5] },
    several: { columns: { score: '{item}_{criterion}' } },
  };
  const { criteria: ten } = context;
  const headerOf = (items: number) => [
    'who',
    ...names(items).flatMap((item) => ten.map(({ id }) => `${item}_${id}`)),
  ];
  const formatOf = (mapping: unknown, header: string[]) =>
    mappedFormat(mappingOf(mapping), { container: 'csv', header, records: [] }, context);

  test('cost a few steps per column', async () => {
    const header = headerOf(Math.floor((MAX_COLUMNS - 1) / ten.length));
    const items = (header.length - 1) / ten.length;
    let rows: unknown;
    const steps = await searchSteps(() => {
      const format = formatOf(rated, header);
      rows = format.read(header.map((_, index) => (index === 0 ? 'ann' : '5')));
    });
    expect(steps).toBeLessThan(SEARCHES_PER_COLUMN * header.length);
    expect(rows).toMatchObject({ value: { length: items } });
  });

  test('are refused with their number and the limit if there are more', () => {
    const header = ['who', ...names(2001).map((item) => `${item}_accuracy`)];
    expect(() => formatOf(rated, header)).toThrow(
      /its rows hold 2001 judgments, and at most 2000 can be read/,
    );
  });

  test('are refused if their mapping is too long for so many of them', () => {
    const specialty = Object.fromEntries(names(1000).map((name) => [name, name]));
    const mapping = { ...rated, labels: { specialty } };
    const header = ['who', ...names(2000).map((item) => `${item}_accuracy`)];
    expect(() => formatOf(mapping, header)).toThrow(/its mapping is too long for 2000 judgments per row/);
  });

  test('are a reject if they share long texts', () => {
    const header = ['who', ...names(2000).map((item) => `${item}_accuracy`)];
    const row = header.map((_, index) => (index === 0 ? 'x'.repeat(5001) : '5'));
    expect(formatOf(rated, header).read(row)).toMatchObject({
      form: 'broken',
      fault: { reason: 'too_large' },
    });
  });

  test('await a limited number of places if a mapping lists them', () => {
    const several = names(200).map((item) => ({
      constants: { item },
      scores: { columns: { [`${item}-x`]: { criterion: 'accuracy' } } },
    }));
    const { named } = formatOf({ ...rated, several }, ['who', ...names(200).map((item) => `${item}-x`)]);
    expect(named!.length).toBe(150);
  });

  test('fit no pattern if a name can be divided in more ways than are tried', () => {
    const mapping = {
      ...rated,
      several: { columns: { score: '{item}_{part}_{specialty}_{criterion}' } },
      labels: { criterion: { last: 'accuracy' } },
    };
    const column = `${'a_'.repeat(140)}last`;
    expect(() => formatOf(mapping, ['who', column])).toThrow(/no column of it fits/);
  });
});

test('a column counts as read only if a mapping reads it or an object that contains it', () => {
  const mapping = mappingOf({ row: 'rating', columns: { model: 'a.b', clinician: 'c' } });
  const all = ['a', 'a.b', 'a.b.d', 'a.bd', 'c', 'c.x', 'cx', 'd'];
  expect(unreadColumns([mapping], all)).toEqual(['a', 'a.bd', 'cx', 'd']);
});

describe('Records with as many members as fit', () => {
  /** A record that counts the listings of its names. */
  function counted(record: object) {
    let listings = 0;
    const proxy = new Proxy(record, {
      ownKeys(target) {
        listings += 1;
        return Reflect.ownKeys(target);
      },
    });
    return { proxy, listings: () => listings };
  }

  test('are listed once for all paths of a mapping in the same object', () => {
    const record = Object.fromEntries(names(100_000).map((name) => [name, 1]));
    const { proxy, listings } = counted({ ...record, m: 'A' });
    const columns = Object.fromEntries(names(150).map((name) => [`missing-${name}`, { criterion: name }]));
    const mapping = mappingOf({
      row: 'rating',
      columns: { model: 'm' },
      scores: { columns },
      scale: { from: [1, 5] },
    });
    const { named } = mappedFormat(mapping, { container: 'jsonl', header: null, records: [proxy] }, context);
    expect(named!.length).toBeGreaterThan(140);
    expect(listings()).toBeLessThan(6);
  });

  const RESULT = [{ type: 'pairwise', from_name: 'p', to_name: 'a', value: { selected: 'left' } }];

  test('are unfolded once for all paths if they are tasks', () => {
    let taken = 0;
    const annotations = new Proxy(Array(10_000).fill({ id: 1, completed_by: 1, result: RESULT }), {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) taken += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const task = { id: 1, data: { model_a: 'A', model_b: 'B' }, annotations };
    const columns = Object.fromEntries(
      names(150).map((name) => [`x.${name}`, { answer: 'first', criterion: name }]),
    );
    const mapping = mappingOf({ reads: 'label-studio', scores: { columns }, scale: { from: [1, 5] } });
    const format = mappedFormat(mapping, { container: 'json array', header: null, records: [task] }, context);
    for (const place of format.named!) place.isIn(task);
    format.read(task);
    expect(taken).toBeLessThan(5 * annotations.length);
  });

  test('are one reject if a task has more annotations than a record can have events', async () => {
    const annotations = [...Array(20_000).fill({}), { id: 1, completed_by: 1, result: RESULT }];
    const content = JSON.stringify([{ id: 1, data: { model_a: 'A', model_b: 'B' }, annotations }]);
    const { rejects } = await readAs({ content, mapping: { reads: 'label-studio' } });
    expect(rejects).toMatchObject([{ reason: 'too_large' }]);
  });

  test('make no note longer than a few hundred characters for any paths of a mapping', () => {
    const paths = names(150, (index) => `${'p'.repeat(3000)}${index}`);
    expect(new Set(paths.map(found)).size).toBe(150);
    for (const path of paths) expect(found(path).length).toBeLessThan(300);
    expect(found('user.value')).toBe('found: user.value');
  });
});

describe('The beginning of a file', () => {
  test('is examined twice per byte on average, even if its chunks are small', async () => {
    const length = 2 * MAX_RECORD_BYTES;
    let looked = 0;
    const look = (bytes: Buffer) => {
      looked += bytes.length;
      return false;
    };
    const head = await peek(chunksOf(Buffer.alloc(length, '\n'), 1024), look, length);
    expect([head.bytes.length, head.whole]).toEqual([length, true]);
    expect(looked).toBeLessThan(3 * length);
  });

  test('may be a name as long as a record', () => {
    const name = 'n\\"'.repeat(MAX_RECORD_BYTES / 2);
    expect(recogniseContainer(beginningOf(`{"${name}":{"vote":1},\n`, false))).toBe('json object');
    expect(() => recogniseContainer(beginningOf(`{"${name}":1,\n`, false))).toThrow(/no.*object of records/);
  });
});

test('JSON as deep as a record is long is a value or a fault, with and without long integers', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const)
    for (const core of ['1', '12345678901234567890']) {
      const depth = 100_000;
      const text = Buffer.from(open.repeat(depth) + core + close.repeat(depth));
      const decoded = decodeJsonRecord(text);
      if ('fault' in decoded) expect(decoded.fault.message).toMatch(/nests too deeply/);
    }
});

test('unclosed quotes cost only a few reads of each line', async () => {
  /** A queue that counts the reads of lines. */
  class CountedQueue extends LineQueue {
    looks = 0;
    override seen(ahead: number) {
      this.looks += 1;
      return super.seen(ahead);
    }
  }
  for (const line of ['"a,b\n', 'a,b\n', '"a","b\n', '"",b\n']) {
    const count = 2000;
    const content = `"open,b\n${line.repeat(count)}`;
    const queue = new CountedQueue(linesOf(chunksOf(content), BEGINNING));
    let records = 0;
    for await (const batch of csvRecords(queue, { delimiter: ',', width: 2, named: 2, isCut: false }, true))
      records += batch.length;
    expect(records).toBe(count + 1);
    expect(queue.looks).toBeLessThan(10 * count);
  }
});
