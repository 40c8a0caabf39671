import { parseArgs } from 'node:util';
import type { Part } from './blocks.ts';
import { CONFIGURATIONS } from './configurations/index.ts';

export const HELP = `npm run calibrate [-- options]

Draws studies with known truth, audits each, and writes how often the audit is right to
docs/calibration-tables.md.
Results are kept under calibration/records: a run that was stopped continues from its last result.

  --part 3/12               only the third of twelve parts that take about the same time
  --minutes 50              start no further block of studies after this time; a block takes about a minute
  --configurations 'a; b'   only these configurations (default: all)
  --studies 40              at most so many studies of each variant
  --workers 2               threads (default: 1)
  --confirm                 keep the records of other code if the present code gives the same counts for the first studies
                            of each variant; records with other counts stay as they are, and the next run replaces them
  --report                  only write the tables, from the results there are
  --baseline                record the results as those of older code, beside which the tables show the others; tables
                            of the older code to stdout
  --tuning                  seeds from 1 on which methods are chosen; results under out/, tables to stdout
  --help                    this

Configurations: ${CONFIGURATIONS.map(({ name }) => name).join('; ')}.`;

/** Where results are kept, and which seeds are measured. */
export type Label = 'current' | 'baseline' | 'tuning';

export interface CalibrationOptions {
  readonly configurations: readonly string[];
  readonly part: Part | null;
  readonly minutes: number;
  readonly studies: number;
  readonly workers: number;
  readonly report: boolean;
  readonly confirm: boolean;
  readonly label: Label;
}

/** @throws Error with one line about the invalid option; returns null if help was requested. */
export function readCalibrationOptions(args: readonly string[]): CalibrationOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      configurations: { type: 'string' },
      part: { type: 'string' },
      minutes: { type: 'string' },
      studies: { type: 'string' },
      workers: { type: 'string', default: '1' },
      report: { type: 'boolean', default: false },
      confirm: { type: 'boolean', default: false },
      baseline: { type: 'boolean', default: false },
      tuning: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  if (values.baseline && values.tuning) throw new Error('--baseline and --tuning exclude each other');
  return {
    configurations: configurationsOf(values.configurations),
    part: partOf(values.part),
    minutes: wholeNumber('--minutes', values.minutes) ?? Number.POSITIVE_INFINITY,
    studies: wholeNumber('--studies', values.studies) ?? Number.POSITIVE_INFINITY,
    workers: wholeNumber('--workers', values.workers)!,
    report: values.report,
    confirm: values.confirm,
    label: values.baseline ? 'baseline' : values.tuning ? 'tuning' : 'current',
  };
}

function configurationsOf(given: string | undefined): string[] {
  const known = CONFIGURATIONS.map(({ name }) => name);
  if (given === undefined) return known;
  const names = given.split(';').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no configuration is called "${unknown}": ${known.join('; ')}`);
  return names;
}

function partOf(given: string | undefined): Part | null {
  if (given === undefined) return null;
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(given) ?? [];
  const part = { number: Number(number), of: Number(of) };
  if (!(part.number >= 1 && part.number <= part.of)) throw new Error('--part must be like 3/12');
  return part;
}

function wholeNumber(option: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${option} must be a whole number from 1`);
  return number;
}
