import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { fileReader } from '../../../shared/imports/file-reader.ts';
import type { ReadRecord } from '../../../shared/imports/read-records.ts';
import { type WindowLimits, Windows } from '../../../shared/imports/windows/import-window.ts';
import { FILE_TIME, people, STUDY, vote } from '../events/study.ts';

/** The given number of records, each of one line. */
async function* recordsOf(count: number, bytes: number, value: unknown): AsyncGenerator<ReadRecord[]> {
  for (let line = 0; line < count; line++)
    yield [
      {
        line: line + 1,
        byteOffset: line * bytes,
        next: { line: line + 2, byteOffset: (line + 1) * bytes },
        form: 'message',
        value,
      },
    ];
}

function windowsOf(records: AsyncIterable<ReadRecord[]>, limits = LIMITS): Windows {
  const file = {
    study: STUDY,
    protocol: defaultProtocol(),
    pseudonymiser: people,
    importId: 'import',
    fileTime: FILE_TIME,
  };
  return new Windows(records, fileReader(file), 0, limits);
}

const LIMITS: WindowLimits = { events: 20_000, held: 32 * 2 ** 20, refused: 32 * 2 ** 20 };
const PLAN = { records: 20_000, hasTimeLeft: () => true };

const many = Array.from({ length: 4000 }, (_, index) => ({ ...vote, judgment: `j${index}` }));

test.each([
  ['events', many],
  ['refused events', many.map((event) => ({ ...event, outcome: 'x' }))],
])('lines with thousands of %s do not accumulate in one window', async (_, value) => {
  const window = await windowsOf(recordsOf(12, 800_000, value)).next(PLAN);
  expect(window).toMatchObject({ start: 0, end: 5 });
});

test('names that occur only once do not accumulate in one window', async () => {
  const named = Array.from({ length: 1000 }, (_, index) => ({
    ...vote,
    judgment: `j${index}`,
    specialty: `${index}`.padEnd(128, '-'),
  }));
  const window = await windowsOf(recordsOf(20, 800_000, named), { ...LIMITS, held: 3 * 2 ** 20 }).next(PLAN);
  expect(window?.end).toBeGreaterThan(1);
  expect(window?.end).toBeLessThan(20);
});

test('a window ends when there is no time left for reading, and has at least one record', async () => {
  let looks = 0;
  const windows = windowsOf(recordsOf(12, 800_000, vote));
  expect(await windows.next({ records: 20_000, hasTimeLeft: () => looks++ < 3 })).toMatchObject({ end: 4 });
  expect(await windows.next({ records: 20_000, hasTimeLeft: () => false })).toMatchObject({
    start: 4,
    end: 5,
  });
});

test('a window that another worker has begun keeps its end for any content', async () => {
  const windows = windowsOf(recordsOf(12, 800_000, many), { events: 10, held: 1, refused: 1 });
  const window = await windows.upTo(7);
  expect(window).toMatchObject({ start: 0, end: 7 });
  expect(window?.events.count).toBe(28_000);
});

test('refused rows do not accumulate in one window', async () => {
  const refused = { ...vote, outcome: 'x' };
  const window = await windowsOf(recordsOf(100, 10, refused), { ...LIMITS, refused: 2000 }).next(PLAN);
  expect(window?.rejects.count).toBeGreaterThan(1);
  expect(window?.rejects.count).toBeLessThan(20);
});

test('each window begins at the end of the previous one, without a gap', async () => {
  const windows = windowsOf(recordsOf(12, 800_000, many));
  const ends = [];
  let events = 0;
  for (let window = await windows.next(PLAN); window; window = await windows.next(PLAN)) {
    ends.push(window.end);
    events += window.events.count;
  }
  expect(ends).toEqual([5, 10, 12]);
  expect(events).toBe(48_000);
});
