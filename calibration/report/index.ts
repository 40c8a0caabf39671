import { CONFIGURATIONS, type Configuration } from '../configurations/index.ts';
import { type ConfigurationRecord, holdsFor, PROBED, type Records, type SeedRange } from '../records.ts';
import { type Line, linesOf } from './lines.ts';
import { markdownTable, percent } from './markdown.ts';

interface Recorded {
  readonly records: Records;
  readonly baseline: Records;
  readonly versionOf: (configuration: string) => string;
}

/** All tables, from the recorded studies. */
export function tables({ records, baseline, versionOf }: Recorded): string {
  const all = CONFIGURATIONS.map((configuration) => {
    const current = records.of(configuration.name);
    const older = baseline.of(configuration.name);
    const code = versionOf(configuration.name);
    const isStale = current !== null && !holdsFor(current, code);
    const isConfirmed = current !== null && current.code !== code && current.confirmed === code;
    return { configuration, current, isStale, isConfirmed, lines: linesOf(configuration, current, older) };
  });
  const lines = all.flatMap((one) => one.lines);
  return [
    ['### Configurations', configurationTable(all)],
    ['### Stale and missing records', defectList(all)],
    ['### Records of earlier code', confirmedList(all)],
    ['### Targets, each where it is met least', targetTable(lines)],
    ['### Targets that are not met', missedTable(lines)],
    ...all
      .filter((one) => one.lines.length > 0)
      .map((one) => [`### ${capitalised(one.configuration.name)}`, lineTable(one.lines)]),
  ]
    .map(([title, text]) => `${title}\n\n${text}`)
    .join('\n\n');
}

interface Entry {
  readonly configuration: Configuration;
  readonly current: ConfigurationRecord | null;
  readonly isStale: boolean;
  /** Whether other code was measured, and the present code gave the same counts for the first studies. */
  readonly isConfirmed: boolean;
}

/** The words for a configuration stand in the row of its first variant. */
function configurationTable(all: readonly Entry[]): string {
  const rows = all.flatMap(({ configuration: { name, kind, says, studies, variants }, current }) =>
    Object.entries(variants).map(([variant, { votes, clinicians, models, specialties }], at) => [
      `**${labelOf(name, variant)}**${at === 0 ? `. ${says}` : ''}`,
      kind,
      `${votes} / ${clinicians} / ${models} / ${specialties.length}`,
      String(studies),
      rangesOf(current?.variants[variant]?.seeds ?? []),
    ]),
  );
  return markdownTable(
    ['configuration', 'kind', 'votes / clinicians / models / specialties', 'studies', 'measured seeds'],
    rows,
  );
}

function defectList(all: readonly Entry[]): string {
  const defects = all.flatMap(({ configuration, current, isStale }) => {
    const { name, variants, studies } = configuration;
    if (isStale) return [`- *${name}* was measured with other code, or as another world.`];
    const measured = Object.keys(variants).map((variant) =>
      (current?.variants[variant]?.seeds ?? []).reduce((sum, [first, last]) => sum + last - first + 1, 0),
    );
    const least = Math.min(...measured);
    return least < studies
      ? [`- *${name}*: ${least} of ${studies} studies of each variant are measured.`]
      : [];
  });
  return defects.length > 0 ? defects.join('\n') : 'None: all studies were measured with the present code.';
}

function confirmedList(all: readonly Entry[]): string {
  const names = all
    .filter(({ isConfirmed }) => isConfirmed)
    .map(({ configuration: { name } }) => `*${name}*`);
  if (names.length === 0) return 'None.';
  return `The present code gave the same counts for the first ${PROBED} studies of each variant: ${names.join(', ')}.`;
}

/** The line of each target that is farthest on the wrong side, or nearest to it. */
function targetTable(lines: readonly Line[]): string {
  const byMeasure = Map.groupBy(
    lines.filter(({ judgement }) => (judgement?.met ?? null) !== null),
    ({ measure }) => measure,
  );
  const rows = [...byMeasure].map(([, all]) => {
    const worst = all.toSorted((a, b) => b.judgement!.excess - a.judgement!.excess)[0]!;
    return [...cellsOf(worst), labelOf(worst.configuration, worst.variant)];
  });
  return markdownTable([...HEAD, 'worst in'], rows);
}

function missedTable(lines: readonly Line[]): string {
  const missed = lines.filter(({ judgement }) => judgement?.met === false);
  if (missed.length === 0) return 'None of the measured ones.';
  return markdownTable(
    ['configuration', ...HEAD],
    missed.map((line) => [labelOf(line.configuration, line.variant), ...cellsOf(line)]),
  );
}

function lineTable(lines: readonly Line[]): string {
  const isVaried = new Set(lines.map(({ variant }) => variant)).size > 1;
  const rows = lines.map((line) => [...(isVaried ? [line.variant] : []), ...cellsOf(line)]);
  return markdownTable([...(isVaried ? ['variant'] : []), ...HEAD], rows);
}

const HEAD = ['measure', '%', 'bound, %', 'target, %', 'met', 'none given, %', 'older code, %'];

const cellsOf = ({ measure, found, older, noneGiven, judgement }: Line): string[] => [
  measure.replaceAll(' | ', ': '),
  found ? (isMean(measure) ? `mean ${found.value.toFixed(1)}` : percent(found.value)) : '–',
  judgement
    ? `${judgement.side === 'least' ? '≥' : '≤'} ${percent(judgement.bound)}`
    : found && !isMean(measure)
      ? `${percent(found.lower)} to ${percent(found.upper)}`
      : '–',
  judgement?.target ?? '',
  judgement ? (judgement.met === null ? 'few' : judgement.met ? 'yes' : '**no**') : '',
  noneGiven && noneGiven.value > 0 ? percent(noneGiven.value) : '',
  older ? `${percent(older.value)} (${percent(older.lower)} to ${percent(older.upper)})` : '–',
];

/** Whether a figure is a mean of ratios and not a share. */
const isMean = (measure: string): boolean => measure.includes(', mean ');

const labelOf = (configuration: string, variant: string): string =>
  variant === '' ? configuration : `${configuration}: ${variant}`;

const capitalised = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const rangesOf = (seeds: readonly SeedRange[]): string =>
  seeds.length === 0 ? '–' : seeds.map(([first, last]) => `${first}–${last}`).join(', ');
