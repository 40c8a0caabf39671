import { expect, test } from 'vitest';
import { importUnits, type Shape, totalUnits } from '../../../bench/scaling/model.ts';
import { clinicianCount } from '../../../bench/workload.ts';
import { type ImportPace, planWindow, shouldHandOver } from '../../../shared/imports/pace.ts';
import { attempt, newWorld } from './importing.ts';

/** The time of a deployed worker, the time that it reserves, and the survey by the first worker, in milliseconds. */
const [WHOLE, RESERVE, SURVEY] = [900_000, 60_000, 60_000];
const JUDGMENTS = 1_000_000;
/** Largest cost of a judgment in an import of a million, in write units. */
const MAX_UNITS = 2.3;

/** The windows in which workers one after another record a file, as in `importFile`. */
function windowsAt(judgmentsPerSecond: number): number[] {
  const windows: number[] = [];
  let rest = JUDGMENTS;
  for (let began = SURVEY; rest > 0; began = 0) {
    let now = began;
    let recorded = 0;
    const pace: ImportPace = { left: () => WHOLE - now, reserve: RESERVE, now: () => now };
    while (rest > 0 && pace.left() > RESERVE) {
      const rate = recorded > 0 ? recorded / (now - began) : null;
      if (rate !== null && shouldHandOver(pace, rate, WHOLE - began)) break;
      const window = Math.min(rest, planWindow(pace, rate).records);
      windows.push(window);
      rest -= window;
      recorded += window;
      // The next worker ends a window that takes longer than the time left.
      now += (1000 * window) / judgmentsPerSecond;
    }
  }
  return windows;
}

test.each([250, 500, 850, 1000, 1250, 1500, 2000, 3000, 10_000])(
  'at %i judgments per second, an import of a million takes at most 2.3 write units each',
  (judgmentsPerSecond) => {
    const shape: Shape = {
      ...{ models: 13, specialties: 12 },
      ...{ judgments: JUDGMENTS, clinicians: clinicianCount(JUDGMENTS) },
    };
    const unitsOf = (window: number) =>
      window * totalUnits({ ...importUnits({ ...shape, judgments: window }, window), clinicians: 0 });
    const units = windowsAt(judgmentsPerSecond)
      .map(unitsOf)
      .reduce((sum, own) => sum + own, shape.clinicians);
    expect(units / JUDGMENTS).toBeLessThan(MAX_UNITS);
  },
);

test('a worker hands an import over if the next window would be much smaller than the first one of another worker', async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, index) => `j${index},dr-${index % 40},cardiology,2026-03-01T09:30:00Z,a,b,first`,
  );
  const file = ['judgment,clinician,specialty,at,first,second,outcome', ...rows].join('\n');
  const world = newWorld();
  const ends: number[][] = [];
  for (let status = 'paused'; status === 'paused'; ) {
    const seen: number[] = [];
    // Each record takes a millisecond, and a worker has two seconds.
    const now = () => (seen.at(-1) ?? 0) - (seen[0] ?? 0);
    const pace = { left: () => 2000 - now(), reserve: 0, now };
    const onProgress = ({ records }: { records: number }) => void seen.push(records);
    status = (await attempt(world, file, { pace, onProgress })).status;
    ends.push(seen);
  }
  expect(ends).toEqual([
    [0, 850],
    [850, 1700],
    [1700, 2550],
    [2550, 3000],
  ]);
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', rows: 3000, recorded: 3000 });
});
