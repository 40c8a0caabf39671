import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { type WindowLimits, Windows } from '../../../shared/importing/import-window.ts';
import type { ReadRecord } from '../../../shared/importing/read-records.ts';
import { fileReader } from '../../../shared/ingest/file-reader.ts';
import { FILE_TIME, people, STUDY, vote } from '../ingest/study.ts';

/** Records of one line each, as many as asked for. */
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
  const file = { study: STUDY, protocol: defaultProtocol(), pseudonymiser: people, fileTime: FILE_TIME };
  return new Windows(records, fileReader(file), 0, limits);
}

const LIMITS: WindowLimits = { events: 20_000, bytes: 32_000_000, refused: 32_000_000 };

const many = Array.from({ length: 4000 }, (_, index) => ({ ...vote, judgment: `j${index}` }));

test.each([
  ['events', many],
  ['refused events', many.map((event) => ({ ...event, outcome: 'x' }))],
])('lines of thousands of %s do not pile up in one window', async (_, value) => {
  const window = await windowsOf(recordsOf(12, 800_000, value)).next(20_000);
  expect(window).toMatchObject({ start: 0, end: 5 });
});

test('long lines do not pile up in one window', async () => {
  const window = await windowsOf(recordsOf(100, 1_000_000, 'x')).next(20_000);
  expect(window?.end).toBeLessThan(40);
});

test('what is kept of refused rows does not pile up in one window', async () => {
  const refused = { ...vote, outcome: 'x' };
  const window = await windowsOf(recordsOf(100, 10, refused), { ...LIMITS, refused: 2000 }).next(20_000);
  expect(window?.rejects.length).toBeGreaterThan(1);
  expect(window?.rejects.length).toBeLessThan(20);
});

test('the windows that follow go on where the first one ended, and leave nothing out', async () => {
  const windows = windowsOf(recordsOf(12, 800_000, many));
  const ends = [];
  let events = 0;
  for (let window = await windows.next(20_000); window; window = await windows.next(20_000)) {
    ends.push(window.end);
    events += window.events.length;
  }
  expect(ends).toEqual([5, 10, 12]);
  expect(events).toBe(48_000);
});
