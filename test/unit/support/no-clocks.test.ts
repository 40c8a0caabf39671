import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** Ways to wait for a time, to limit one or to measure it. */
const CLOCKS: Readonly<Record<string, RegExp>> = {
  'a timer': /\bset(?:Timeout|Interval)\b/,
  'a measured time': /\bperformance\.now\(|\bhrtime\b|Date\.now\(\) - /,
  'a wait with its own limit': /\bexpect\s*\.poll\(|\bvi\.wait|\btimeout: |AbortSignal\.timeout/,
  'a test with its own limit': /^\s*\},\s*[\d_]{4,},?\s*\);/m,
};

/** Files that may use one, because no test passes or fails by it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'a timer': [
    'test/support/until.ts', // is the function with which all other files wait
    'test/support/killer.ts', // kills at random moments
    'test/support/fault-proxy.ts', // delays answers
    'bench/faults/scenarios.ts', // determines the duration of an outage, for `npm run faults`
    'bench/faults/soak.ts', // spreads an hour of votes, for `npm run faults`
    'test/integration/local-stack/fixture.ts', // has an event that outlasts its function
    'test/integration/local-stack/database.test.ts', // keeps a program alive until it is killed
    'test/integration/local-stack/ending.test.ts', // keeps a program alive until it is killed
    'test/unit/cli/progress.test.ts', // replaces the timers
  ],
  'a measured time': [
    'test/e2e/large-run.ts', // reports to `npm run bench`
    'bench/faults/scenarios.ts', // reports to `npm run faults`
    'test/e2e/chaotic-run.ts', // sends more work to a stack that is idle
  ],
  'a wait with its own limit': ['test/support/chromium.ts'], // sets the common limit for Playwright
  'a test with its own limit': [],
};

const files = globSync(['test/**/*.ts', 'bench/faults/**/*.ts'], { cwd: ROOT }).filter(
  (file) => !file.endsWith('no-clocks.test.ts'),
);

test.each(Object.entries(CLOCKS))(
  'no test uses %s: a busy machine would decide whether it passes',
  (what, clock) => {
    const found = files.filter((file) => clock.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(found.sort()).toEqual(ALLOWED[what]!.toSorted());
  },
);
