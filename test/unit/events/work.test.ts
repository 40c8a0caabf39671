import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { type MessageReject, readMessage } from '../../../shared/events/message.ts';
import { rejectObjects } from '../../../shared/events/reject-file.ts';
import { scrubbedRow } from '../../../shared/events/rejected-row.ts';
import { CLINICIAN_MARK, MAX_SCRUBBED_LENGTH, scrubber } from '../../../shared/events/scrub.ts';
import { fileReader } from '../../../shared/imports/file-reader.ts';
import { mendedRejects } from '../../../shared/imports/mended-rejects.ts';
import { repeatsKey } from '../../../shared/lib/lossless-json.ts';
import { charactersWorkedOn } from '../../support/string-work.ts';
import { FILE_TIME, people, STUDY, vote } from './study.ts';

/** The longest message of SQS, and the longest record of a file. */
const LARGEST = 1024 * 1024;
/**
 * Maximum number of characters examined per given character. About twenty checks read each character, also as a
 * part of a name of 128.
 */
const MAX_WORK = 150;

const NAME = 'Dr. Annabel Whosoever';
const NAMES = Array.from({ length: 128 }, () => 'n').join('');
const { scores: _, ...plain } = vote;
const named = { ...plain, clinician: NAME };
const numbered = (count: number, name: (index: number) => string, value: unknown = 1) =>
  Object.fromEntries(Array.from({ length: count }, (__, index) => [name(index), value]));
const list = (length: number, event: (index: number) => object) =>
  Array.from({ length: Math.floor(length / (JSON.stringify(event(1_000_000)).length + 1)) }, (__, index) =>
    event(index),
  );

/** Values of a requested length in JSON. */
const HOSTILE: [what: string, value: (length: number) => unknown][] = [
  ['a clinician', (length) => ({ ...plain, clinician: 'n('.repeat(length / 2) })],
  ['a clinician of combining marks', (length) => ({ ...plain, clinician: 'e\u0301'.repeat(length / 4) })],
  ['an id', (length) => ({ ...named, judgment: 'x'.repeat(length) })],
  ['an id with many ellipses', (length) => ({ ...named, judgment: 'x…'.repeat(length / 4) })],
  ['an id of names', (length) => ({ ...named, judgment: NAME.repeat(length / NAME.length) })],
  [
    'an id of halves of names',
    (length) => ({ ...named, judgment: `${NAME.slice(0, 10)}…`.repeat(length / 13) }),
  ],
  ['an id of backslashes', (length) => ({ ...named, judgment: '\\'.repeat(length / 2) })],
  ['an id of quotes', (length) => ({ ...named, judgment: '"'.repeat(length / 2) })],
  ['an id of colons', (length) => ({ ...named, judgment: '" :'.repeat(length / 4) })],
  ['an id of combining marks', (length) => ({ ...named, judgment: 'e\u0301'.repeat(length / 4) })],
  ['an id of capitals beyond ASCII', (length) => ({ ...named, specialty: 'ΣİẞK'.repeat(length / 9) })],
  ['a name of a field', (length) => ({ ...named, [`${NAME}…`.repeat(length / 24)]: 1 })],
  ['a time', (length) => ({ ...named, at: `2026-03-01T09:30:00.${'1'.repeat(length)}Z` })],
  ['a study', (length) => ({ ...named, study: 'a'.repeat(length) })],
  ['a country', (length) => ({ ...named, country: 'C'.repeat(length) })],
  ['a kind', (length) => ({ ...named, kind: 'v'.repeat(length) })],
  ['fields', (length) => ({ ...named, ...numbered(length / 14, (index) => `field${index}`) })],
  ['criteria', (length) => ({ ...named, scores: { m1: numbered(length / 14, (index) => `c${index}`) } })],
  [
    'criteria that are not names',
    (length) => ({ ...named, scores: { m1: numbered(length / 14, (index) => `#${index}`) } }),
  ],
  ['models', (length) => ({ ...named, scores: numbered(length / 24, (index) => `m${index}`, { c: 1 }) })],
  ['a list of scores', (length) => ({ ...named, scores: Array(length / 4).fill('x') })],
  [
    'lists within lists',
    (length) => ({
      ...named,
      item: Array(500).fill(Array(Math.floor(length / 2000)).fill('x')),
    }),
  ],
  [
    'refused events',
    (length) => list(length, (index) => ({ ...named, judgment: `j${index}`, outcome: 'x' })),
  ],
  [
    'events that contain their clinician',
    (length) => list(length, (index) => ({ ...named, judgment: `${NAME}${index}` })),
  ],
  [
    'events with the longest clinician',
    (length) =>
      list(length, (index) => ({
        ...plain,
        clinician: NAMES,
        item: `${'n'.repeat(120)}…`.repeat(7),
        judgment: `j${index}`,
      })),
  ],
  ['events of as many studies', (length) => list(length, (index) => ({ ...named, study: `s${index}` }))],
  ['events without a clinician', (length) => list(length, (index) => ({ ...plain, clinician: index }))],
  ['good events', (length) => list(length, (index) => ({ ...named, judgment: `j${index}` }))],
  ['integers', (length) => ({ ...named, judgment: Array(Math.floor(length / 2)).fill(0) })],
];

const protocols = { get: async () => ({ status: 'registered', protocol: defaultProtocol() }) as const };

async function readAll(body: string): Promise<readonly MessageReject[]> {
  const { rejects } = await readMessage(body, {
    pseudonymiser: people,
    protocols,
    arrived: 0,
    studies: null,
  });
  rejectObjects({ messageId: 'm', body, sentAt: 0 }, rejects, people);
  return rejects;
}

test.each(HOSTILE)('a message of %s costs work in proportion to its length', async (_what, value) => {
  const body = JSON.stringify(value(LARGEST));
  expect((await charactersWorkedOn(() => readAll(body))) / body.length).toBeLessThan(MAX_WORK);
});

/** A record of a file contains one event here. Lists are read one event at a time, as in a message. */
const SINGLE = HOSTILE.filter(([, value]) => !Array.isArray(value(1000)));

test.each(SINGLE)(
  'a record of a file with %s costs work in proportion to its length',
  async (_what, value) => {
    const reading = {
      study: STUDY,
      protocol: defaultProtocol(),
      pseudonymiser: people,
      importId: 'import',
      fileTime: FILE_TIME,
    };
    const content = value(LARGEST);
    const { length } = JSON.stringify(content);
    for (const form of ['message', 'row'] as const) {
      const record = { line: 1, byteOffset: 0, form, value: content };
      const reader = fileReader(reading);
      expect((await charactersWorkedOn(() => reader.read(record))) / length).toBeLessThan(MAX_WORK);
    }
  },
);

test('a scrubber examines only the beginning of a text, and finds the name at each place that is shown', () => {
  const scrub = scrubber(NAME, { reason: 'invalid_value', field: '', message: '' });
  for (const before of [0, 150, 190, 199, 980, 995]) {
    const scrubbed = scrub(`${'x'.repeat(before)}${NAME.repeat(100_000)}`);
    expect(scrubbed.length).toBeLessThanOrEqual(MAX_SCRUBBED_LENGTH + `${CLINICIAN_MARK}…`.length);
    expect(scrubbed).not.toMatch(/Ann/);
  }
});

test('a rejected row keeps at most a thousand values', () => {
  let texts = 0;
  const scores = numbered(100, (index) => `m${index}`, Array(100).fill(Array(100).fill('x')));
  const counting = (text: string) => {
    texts += 1;
    return text;
  };
  scrubbedRow({ scores }, counting);
  expect(texts).toBeLessThan(2000);
});

/** A text that counts the reads of its characters, and the length of searches. */
function counted(text: string): { readonly text: string; readonly steps: () => number } {
  let steps = 0;
  const methods = {
    indexOf(sought: string, from = 0) {
      const at = text.indexOf(sought, from);
      steps += (at === -1 ? text.length : at) - from + 1;
      return at;
    },
    slice(from: number, to: number) {
      steps += to - from;
      return text.slice(from, to);
    },
  };
  const proxy = new Proxy(Object(text), {
    get(_target, name) {
      if (name === 'length') return text.length;
      if (name in methods) return methods[name as keyof typeof methods];
      steps += 1;
      return text[Number(name)];
    },
  });
  return { text: proxy as string, steps: () => steps };
}

test.each([
  ['backslashes', `{"a":"${'\\\\'.repeat(100_000)}","b":":"}`],
  ['escaped quotes', `{"a":"${'\\"'.repeat(100_000)}:"}`],
  ['backslashes and quotes', `{"a":"${'\\\\\\"'.repeat(50_000)}:"}`],
  ['colons after quotes', `{"a":"${'\\":'.repeat(70_000)}"}`],
  ['blanks before colons', `{"a"${' '.repeat(100_000)}:":${' '.repeat(100_000)}:"}`],
  ['empty objects', `[${Array(60_000).fill('{}').join(',')},":\\":"]`],
  ['names', `{${Array.from({ length: 20_000 }, (__, at) => `"n${at}":1`).join(',')},"x":"\\":"}`],
  ['lists within lists', `${'['.repeat(100_000)}"\\":"${']'.repeat(100_000)}`],
])('a search for repeated names in %s takes ten steps per character', (_what, json) => {
  const { text, steps } = counted(json);
  expect(repeatsKey(text, JSON.parse(json))).toBe(false);
  expect(steps()).toBeLessThan(10 * json.length);
});

test('a list of rejects is read with work in proportion to its length', async () => {
  const row = { ...named, outcome: 'x' };
  const line = JSON.stringify({ line: 1, byteOffset: 1, reason: 'x', field: '', message: 'x', row });
  const works: number[] = [];
  for (const lines of [250, 500])
    works.push(await charactersWorkedOn(() => mendedRejects(`${line}\n`.repeat(lines), FILE_TIME, people)));
  expect(works[1]!).toBeLessThan(2.3 * works[0]!);
});
