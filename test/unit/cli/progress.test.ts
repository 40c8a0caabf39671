import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beginStep } from '../../../cli/command-line/progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream that stores its output, and throws if a step would write without end. */
function streamOf({ isTTY = true, columns }: { isTTY?: boolean; columns?: number | undefined }) {
  const written: string[] = [];
  const stream = {
    isTTY,
    columns,
    write(text: string) {
      if (written.push(text) > 1000) throw new Error('the step writes without end');
    },
  };
  return { stream, written, text: () => written.join('') };
}

const START = '\r';
const END = '\x1b[K';
const elapse = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

describe('in a terminal', () => {
  test('a step redraws one line, which is never longer than the width of the terminal', () => {
    const { stream, written, text } = streamOf({ columns: 40 });
    const step = beginStep(`Reading ${'very/long/path/'.repeat(20)}votes.csv`, { stream, environment: {} });
    elapse(1);
    step.at(3, 12);
    elapse(1);
    expect(written.length).toBeGreaterThan(10);
    expect(written.length).toBeLessThan(30);
    for (const drawn of written) {
      expect([drawn.slice(0, START.length), drawn.slice(-END.length)]).toEqual([START, END]);
      const shown = drawn.slice(START.length, -END.length);
      expect(shown).toContain('Reading');
      expect(shown.length).toBeLessThan(40);
    }
    step.done('12 records');
    expect(text()).toMatch(/✔.* Reading very.*votes\.csv: 12 records \(2\.0 s\)\n$/);
  });

  test('a line of wide characters is cut to half as many', () => {
    const { stream, written } = streamOf({ columns: 41 });
    beginStep('循環器内科'.repeat(20), { stream, environment: {} }).fail();
    expect(written[0]).toBe(`\r⠙ ${'循環器内科'.repeat(4).slice(0, 18)}\x1b[K`);
  });

  test('a step that starts, updates and ends ten thousand times a second draws ten times', () => {
    const { stream, written } = streamOf({ columns: 80 });
    const step = beginStep('Exporting', { stream, environment: {} });
    for (let events = 0; events < 10_000; events += 1) {
      step.at(events);
      vi.advanceTimersByTime(0.1);
    }
    expect(written.length).toBeLessThanOrEqual(12);
    step.done('all');
  });

  test('a failed step draws nothing more', () => {
    const { stream, written, text } = streamOf({ columns: 80 });
    beginStep('Recording', { stream, environment: {} }).fail();
    expect(text()).toMatch(/✖.* Recording\n$/);
    const before = written.length;
    elapse(60);
    expect(written.length).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe.each([
  ['of 0 columns', { columns: 0 }, {}],
  ['of an unknown number of columns', { columns: undefined }, {}],
  ['of 1 column', { columns: 1 }, {}],
  ['of −1 columns', { columns: -1 }, {}],
  ['of no number of columns', { columns: Number.NaN }, {}],
  ['that is dumb', { columns: 80 }, { TERM: 'dumb' }],
  ['of a CI', { columns: 80 }, { CI: 'true' }],
  ['that is none', { isTTY: false }, {}],
])('in a terminal %s', (_, terminal, environment) => {
  test('a step writes a line every few seconds, without escape sequences', () => {
    const { stream, written, text } = streamOf(terminal);
    const step = beginStep('Recording', { stream, environment: { ...environment, NO_COLOR: '1' } });
    for (let second = 0; second < 20; second += 1) {
      step.at(second, 20, 'messages');
      elapse(1);
    }
    step.done('20 messages');
    expect(text()).not.toContain('\x1b');
    expect(written).toEqual([
      '  Recording: 4 of 20 (20 %), messages\n',
      '  Recording: 9 of 20 (45 %), messages\n',
      '  Recording: 14 of 20 (70 %), messages\n',
      '  Recording: 19 of 20 (95 %), messages\n',
      '✔ Recording: 20 messages (20.0 s)\n',
    ]);
  });
});

test('a terminal that loses its columns during a step gets lines from then on', () => {
  const { stream, written } = streamOf({ columns: 80 });
  const step = beginStep('Recording', { stream, environment: {} });
  elapse(1);
  stream.columns = 0;
  const before = written.length;
  elapse(9);
  expect(written.slice(before)).toEqual(['\r\x1b[K', '  Recording\n']);
  step.done('all');
});

describe('in a log', () => {
  const log = { isTTY: false };

  test('a step without updates is shown after five seconds, and then every half minute', () => {
    const { stream, written } = streamOf(log);
    beginStep('Publishing', { stream, environment: {} });
    elapse(70);
    expect(written).toEqual(['  Publishing\n', '  Publishing (for 35 s)\n', '  Publishing (for 65 s)\n']);
  });

  test('a wait without progress shows its reason and its duration', () => {
    const { stream, written } = streamOf(log);
    const step = beginStep('Recording', { stream, environment: {} });
    elapse(4);
    step.show('waiting for 34 in flight');
    elapse(40);
    step.show('waiting for 33 in flight');
    elapse(2);
    expect(written).toEqual([
      '  Recording: waiting for 34 in flight\n',
      '  Recording: waiting for 34 in flight (no change for 31 s)\n',
      '  Recording: waiting for 33 in flight\n',
    ]);
  });

  test('a part that may block is shown before it starts', () => {
    const { stream, written } = streamOf(log);
    beginStep('Auditing', { stream, environment: {} }).begin('computing');
    expect(written).toEqual(['  Auditing: computing\n']);
  });
});

test('control characters in names and results become visible', () => {
  const { stream, text } = streamOf({ isTTY: false });
  const step = beginStep('Reading \x1b[2Ja\u202e.csv', { stream, environment: {} });
  step.begin('\x07\r\nroot:');
  step.done('\x9b31m');
  expect(text()).toBe(
    '  Reading \ufffd[2Ja\ufffd.csv: \ufffd\ufffd\ufffdroot:\n✔ Reading \ufffd[2Ja\ufffd.csv: \ufffd31m (0.0 s)\n',
  );
});

describe('the mark of a completed step', () => {
  const ended = (isTTY: boolean, environment: Record<string, string>) => {
    const { stream, text } = streamOf({ isTTY, columns: 80 });
    beginStep('Reading', { stream, environment }).done('all');
    return text().endsWith('\x1b[32m✔\x1b[39m Reading: all (0.0 s)\n');
  };
  test.each([
    ['is coloured in a terminal', true, {}, true],
    ['is not coloured in a log', false, {}, false],
    ['is not coloured if NO_COLOR is set', true, { NO_COLOR: '1' }, false],
    ['is coloured if NO_COLOR is empty', true, { NO_COLOR: '' }, true],
    ['is not coloured if NO_COLOR and FORCE_COLOR are set', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['is coloured in a log if FORCE_COLOR is set', false, { FORCE_COLOR: '1' }, true],
    ['is not coloured if FORCE_COLOR is 0', true, { FORCE_COLOR: '0' }, false],
    ['is not coloured in a terminal that is dumb', true, { TERM: 'dumb' }, false],
  ])('%s', (_, isTTY, environment, expected) => {
    expect(ended(isTTY, environment)).toBe(expected);
  });
});
