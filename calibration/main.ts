import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FIRST_FRESH_SEED, firstSeedOf, groupsIn } from './measure/index.ts';
import { type CalibrationOptions, HELP, readCalibrationOptions } from './options.ts';
import { runInWorkers } from './pool.ts';
import { Records } from './records.ts';
import { tables } from './report/index.ts';
import { studiesOf } from './world/worlds.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const TABLES = path('../docs/calibration-tables.md');
const [START, END] = ['<!-- tables -->', '<!-- end of tables -->'];

/** Runs the calibration. Progress goes to stderr, the tables go into docs/calibration-tables.md. */
export async function main(args: readonly string[]): Promise<void> {
  let options: CalibrationOptions | null;
  try {
    options = readCalibrationOptions(args);
  } catch (error) {
    console.error(`calibrate: ${(error as Error).message}`);
    process.exitCode = 2;
    return;
  }
  if (options === null) return console.log(HELP);
  const records = new Records(
    path(options.units === 'groups' ? '../out/calibration/groups' : '../out/calibration'),
  );
  if (!options.report && !options.tuning) await measure(options, records);
  const wanted = ({ seed }: { seed: number }) => seed >= FIRST_FRESH_SEED !== options.tuning;
  const text = tables((world) => records.of(world).filter(wanted));
  if (options.tuning || options.units === 'groups') console.log(text);
  else writeFileSync(TABLES, withTables(readFileSync(TABLES, 'utf8'), text));
}

async function measure(
  { worlds, only, seeds, units, workers, fresh }: CalibrationOptions,
  records: Records,
): Promise<void> {
  const tasks = worlds.flatMap((world) => {
    const groups = groupsIn(world).filter((group) => only?.includes(group) ?? true);
    if (fresh) records.forget(world, groups);
    const known = records.groupsOf(world);
    const missing = new Map<number, string[]>();
    for (const group of groups) {
      const first = firstSeedOf(group);
      const [from, to] = seeds ?? [first, first + studiesOf(world) - 1];
      for (let seed = from; seed <= to; seed++) {
        const seen = seed >= FIRST_FRESH_SEED && seed < first;
        if (!seen && !known.get(seed)?.has(group)) missing.set(seed, [...(missing.get(seed) ?? []), group]);
      }
    }
    return [...missing].map(([seed, own]) => ({ world, seed, groups: own, units }));
  });
  const started = performance.now();
  let done = 0;
  await runInWorkers(tasks, workers, ({ world, seed }, measured) => {
    records.add(world, seed, measured);
    done++;
    const left = ((performance.now() - started) / done) * (tasks.length - done);
    if (done % 25 === 0 || done === tasks.length)
      console.error(`${done} of ${tasks.length} studies (${world}), ${Math.ceil(left / 60_000)} min left`);
  });
}

/** The document with its tables replaced. */
function withTables(document: string, text: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${TABLES} has lost its marks ${START} and ${END}`);
  return `${document.slice(0, start + START.length)}\n\n${text}\n\n${document.slice(end)}`;
}
