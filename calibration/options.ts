import { parseArgs } from 'node:util';
import { GROUP_NAMES } from './measure/index.ts';
import { UNIT_KINDS, type UnitKind } from './world/units.ts';
import { WORLDS } from './world/worlds.ts';

export const HELP = `npm run calibrate [-- options]

Draws studies with known truth, audits each, and writes how often the audit is right to
docs/calibration-tables.md.
Results are kept under out/calibration: a run that was stopped continues from its last result.

  --worlds 'a; b' only these worlds (default: all)
  --only 'x, y'   only these groups of measures; the others are kept (default: all that are missing)
  --seeds 1-100   these seeds (default: 20001 to 20500; to 20300 for the large study and for daily looks; correlations
                  and rates from 30001)
  --units groups  the 32 groups of clinicians as sampling units, as in studies above 200,000 judgments; tables to stdout
                  (default: clinicians)
  --workers 2     threads (default: 1)
  --fresh         forget what these worlds have of these groups first
  --report        only write the tables, from the results there are
  --tuning        tables of the seeds below 20001, on which methods were chosen, to stdout
  --help          this

Worlds: ${WORLDS.map(({ name }) => name).join('; ')}.
Groups of measures: ${GROUP_NAMES.join(', ')}.`;

export interface CalibrationOptions {
  readonly worlds: readonly string[];
  /** Groups of measures; null for all. */
  readonly only: readonly string[] | null;
  readonly seeds: readonly [first: number, last: number] | null;
  readonly units: UnitKind;
  readonly workers: number;
  readonly fresh: boolean;
  readonly report: boolean;
  readonly tuning: boolean;
}

/** @throws Error with one line about the invalid option; returns null if help was requested. */
export function readCalibrationOptions(args: readonly string[]): CalibrationOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      worlds: { type: 'string' },
      only: { type: 'string' },
      seeds: { type: 'string' },
      units: { type: 'string', default: 'clinicians' },
      workers: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      tuning: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const worlds = listed(
    values.worlds,
    ';',
    WORLDS.map(({ name }) => name),
    'world',
  );
  const only = listed(values.only, ',', GROUP_NAMES, 'group of measures');
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1) throw new Error('--workers must be a whole number from 1');
  const [units] = listed(values.units, ',', UNIT_KINDS, 'kind of sampling units')!;
  const { fresh, report, tuning } = values;
  const seeds = seedsOf(values.seeds);
  return {
    worlds: worlds ?? WORLDS.map(({ name }) => name),
    only,
    seeds,
    units: units!,
    workers,
    fresh,
    report,
    tuning,
  };
}

/** The given names. Each must be a known name. Null if the option is missing. */
function listed<T extends string>(
  given: string | undefined,
  separator: string,
  known: readonly T[],
  what: string,
): T[] | null {
  if (given === undefined) return null;
  const names = given.split(separator).map((name) => name.trim());
  const unknown = names.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`no ${what} is called "${unknown}": ${known.join('; ')}`);
  return names as T[];
}

function seedsOf(given: string | undefined): readonly [number, number] | null {
  if (given === undefined) return null;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(given) ?? [];
  if (first === undefined || last === undefined || Number(first) > Number(last))
    throw new Error('--seeds must be like 1-100');
  return [Number(first), Number(last)];
}
