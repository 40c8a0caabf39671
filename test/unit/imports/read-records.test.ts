import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openFile } from '../../../shared/imports/read-records.ts';
import { context, recordsOf, refusalOf, sourceOf } from './bytes.ts';

const VOTES =
  'judgment,clinician,specialty,country,at,first,second,outcome,first.harmlessness\n' +
  'j1,ann,cardiology,CH,2026-03-01T09:30:00Z,m1,m2,first,-2\n';
const RATINGS =
  'judgment,clinician,specialty,at,model,accuracy\nj1,ann,cardiology,2026-03-01T09:30:00Z,m1,1\n';
const JSONL = '{"kind":"vote"}\n';

const formatOf = async (content: string | Uint8Array) => (await openFile(sourceOf(content), context)).format;

test('a file is recognised by its content', async () => {
  expect(await formatOf(VOTES)).toBe('votes.csv');
  expect(await formatOf(RATINGS)).toBe('ratings.csv');
  expect(await formatOf(JSONL)).toBe('jsonl');
  expect(await formatOf(`\n  [${JSONL.trim()}]\n`)).toBe('jsonl');
  expect(await formatOf('')).toBe('empty');
  expect(await formatOf(' \r\n\n')).toBe('empty');
  expect(await formatOf('\uFEFF')).toBe('empty');
});

test('gzip, a byte order mark and CRLF change only the offsets', async () => {
  const values = async (content: string | Uint8Array) =>
    (await recordsOf(content)).map((record) => (record.form === 'broken' ? null : record.value));
  const plain = await values(VOTES);
  expect(plain).toHaveLength(1);
  expect(await values(gzipSync(VOTES))).toEqual(plain);
  expect(await values(`\uFEFF${VOTES}`)).toEqual(plain);
  expect(await values(VOTES.replaceAll('\n', '\r\n'))).toEqual(plain);
  expect(await values(gzipSync(`\uFEFF${VOTES.replaceAll('\n', '\r\n')}`))).toEqual(plain);
  expect(await values(VOTES.trimEnd())).toEqual(plain);
});

test('the division of a file into chunks does not change its records', async () => {
  for (const size of [1, 2, 3, 7, 50])
    expect(await recordsOf(`\uFEFF${VOTES}`, size)).toEqual(await recordsOf(`\uFEFF${VOTES}`));
});

test('a row becomes an event of the file’s study, and empty cells are absent', async () => {
  const [record] = await recordsOf(VOTES.replace('CH', ''));
  expect(record).toEqual({
    line: 2,
    byteOffset: 80,
    next: { line: 3, byteOffset: 135 },
    form: 'row',
    value: {
      kind: 'vote',
      judgment: 'j1',
      study: 'moove',
      clinician: 'ann',
      specialty: 'cardiology',
      at: '2026-03-01T09:30:00Z',
      first: 'm1',
      second: 'm2',
      outcome: 'first',
      scores: { m1: { harmlessness: -2 } },
    },
  });
});

test('a gzip file that unpacks to a thousand times its length is refused with the remedy', async () => {
  const zeros = gzipSync(Buffer.alloc(100 * 1024 * 1024, '0'));
  const file = Buffer.concat([gzipSync(VOTES), zeros]);
  expect(await refusalOf(file)).toMatch(/unpacks to more than 250 times.*unpacked/);
});

test('gzip in several members is one file', async () => {
  const half = VOTES.indexOf('\n') + 1;
  const packed = Buffer.concat([gzipSync(VOTES.slice(0, half)), gzipSync(VOTES.slice(half))]);
  expect(await recordsOf(packed)).toEqual(await recordsOf(VOTES));
});

test.each<[what: string, content: string | Uint8Array, told: RegExp]>([
  ['a header that lacks columns', 'clinician,first,second\na,b,c\n', /lacks columns: "specialty", "outcome"/],
  ['a header that lacks the clinician', 'specialty,model,accuracy\n', /lacks columns: "clinician"/],
  ['ratings without a criterion', 'clinician,specialty,model\n', /"at least one criterion"/],
  ['an unknown column', VOTES.replace('country', 'land'), /nor the protocol.*"land"/],
  ['a score of an unknown criterion', VOTES.replace('first.harm', 'first.harn'), /"first.harnlessness"/],
  ['a column named twice', VOTES.replace('country', 'specialty'), /twice: "specialty"/],
  ['another table', 'name,age\nann,5\n', /neither JSON nor a header that Primum knows\. .*JSONL/],
  ['lines that end in CR', VOTES.replaceAll('\n', '\r'), /carriage returns/],
  ['a header with an open quote', '"judgment,clinician\n', /quotes of its header/],
  ['a header in Latin-1', Buffer.from('spécialité,model\n', 'latin1'), /header is not UTF-8/],
  ['a header of 2 MB', `first,${'x'.repeat(2_000_000)}\n`, /too long to be a header/],
  ['one JSON event spread over lines', '{\n  "kind": "vote"\n}\n', /not an object of records.*jq -c/],
  ['a workbook', Buffer.from('504b0304aabb', 'hex'), /Excel workbook.*each sheet.*CSV UTF-8/],
  ['a table of no known column', 'a title,,\nx,y,z\n', /neither JSON.*titles.*"table": {"headerLine"/],
  [
    'UTF-16 without a mark',
    Buffer.from('judgment,clinician', 'utf16le'),
    /UTF-16 \(little endian\) without a byte order mark. Save/,
  ],
  ['UTF-32', Buffer.from('fffe000061000000', 'hex'), /UTF-32. Save/],
  ['UTF-16 the other way round', Buffer.from('judgment', 'utf16le').swap16(), /UTF-16/],
  ['UTF-16 in gzip', gzipSync(Buffer.from('judgment', 'utf16le')), /UTF-16/],
  ['gzip within gzip', gzipSync(gzipSync(VOTES)), /gzip within gzip.*once/],
  ['a workbook in gzip', gzipSync(Buffer.from('504b0304aabb', 'hex')), /Excel/],
  ['Parquet', Buffer.from('PAR1....'), /Parquet/],
  ['Zstandard', Buffer.from('28b52ffd00', 'hex'), /gzip/],
  ['3 MB of blanks', ' '.repeat(3_000_000), /blanks/],
  ['damaged gzip', gzipSync(VOTES).subarray(0, 40), /damaged or cut off/],
  ['gzip of noise', Buffer.from('1f8bffffffffffffffff', 'hex'), /damaged or cut off/],
])('a file is refused with the remedy: %s', async (_, content, told) => {
  expect(await refusalOf(content)).toMatch(told);
});

test.each([
  'j1,Ann Other,cardiology,CH,2026-03-01T09:30:00Z,m1,m2,first',
  'j1,Ann Other,cardiology,CH,2026-03-01T09:30:00Z,m1,m2,tie',
  'j1,Ann Other,cardiology,CH,2026-03-01T09:30:00Z,model,2',
  'Ann Other,Ann Other,first,second',
])('the refusal of a file without a header quotes no word of its first row: %s', async (row) => {
  expect(await refusalOf(`${row}\n`)).toMatch(/JSONL/);
  expect(await refusalOf(`${row}\n`)).not.toMatch(/Ann|cardiology|m1/);
});
