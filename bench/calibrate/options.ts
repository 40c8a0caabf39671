import { parseArgs } from 'node:util';
import { WORLDS } from './world/worlds.ts';

export const HELP = `npm run calibrate [-- options]

Draws studies with known truth, audits each, and writes how often the audit is right to docs/calibration.md.
Results are kept under out/calibration: a run that was stopped goes on where it was.

  --worlds 'a; b' only these worlds (default: all)
  --seeds 1-100   these seeds (default: 10001 to 10500, to 10100 for the large study and for repeated looks; tuning was done below 10000)
  --workers 2     threads (default: 1)
  --fresh         forget the results of these worlds first
  --report        only write the tables, from the results there are
  --tuning        tables of the seeds below 10001, to stdout
  --help          this

Worlds: ${WORLDS.map(({ name }) => name).join('; ')}.`;

/** Seeds from here on confirm what was chosen on those below. */
export const FIRST_FRESH_SEED = 10_001;

export interface Options {
  readonly worlds: readonly string[];
  readonly seeds: readonly [first: number, last: number] | null;
  readonly workers: number;
  readonly fresh: boolean;
  readonly report: boolean;
  readonly tuning: boolean;
}

/** @throws Error with one line that says what is wrong; null where help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      worlds: { type: 'string' },
      seeds: { type: 'string' },
      workers: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      tuning: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const known = WORLDS.map(({ name }) => name);
  const worlds = values.worlds?.split(';').map((name) => name.trim()) ?? known;
  const unknown = worlds.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no world is called "${unknown}": ${known.join('; ')}`);
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1) throw new Error('--workers must be a whole number from 1');
  const { fresh, report, tuning } = values;
  return { worlds, seeds: seedsOf(values.seeds), workers, fresh, report, tuning };
}

function seedsOf(given: string | undefined): readonly [number, number] | null {
  if (given === undefined) return null;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(given) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last))
    throw new Error('--seeds must be like 1-100');
  return [Number(first), Number(last)];
}
