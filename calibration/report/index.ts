import { SHIPPED } from '../measure/methods.ts';
import type { StudyRecord } from '../records.ts';
import { WORLDS } from '../world/worlds.ts';
import { coverageTable } from './coverage.ts';
import { delayTable, looksTable } from './looks.ts';
import { markdownTable } from './markdown.ts';
import { silenceTable, verdictTable } from './verdict.ts';
import { falseDiscoveries, methodTable, powerTable, summaryTable } from './zones.ts';

/** Worlds for which coverage is shown. */
const COVERED = [
  'paper',
  'new models',
  'uneven specialties',
  'heavy tails',
  'losers rated less',
  'small study',
];
const SILENT = ['equal risk', 'decoupled', 'aligned', 'one dangerous specialty', 'paper'];

/** All tables, from the recorded studies. */
export function tables(of: (world: string) => readonly StudyRecord[]): string {
  const every = WORLDS.map(({ name }) => [name, of(name)] as const).filter(
    ([, studies]) => studies.length > 0,
  );
  const all = every.filter(([name]) => !WORLDS.find((world) => world.name === name)?.looks);
  const looked = every.filter((one) => !all.includes(one));
  const only = (names: readonly string[]) => all.filter(([name]) => names.includes(name));
  const method = SHIPPED;
  const paper = only(['paper'])[0];
  const sections = [
    ['Worlds', worldTable(every)],
    ...only(COVERED).map(([name, studies]) => [
      `Coverage of 95 % intervals: ${name}`,
      coverageTable(studies),
    ]),
    [`False discoveries of zones (${method}), %`, falseDiscoveries(all, method)],
    ...(paper ? [[`Power of \`confirmed\` in “paper” (${method}), %`, powerTable(paper[1], method)]] : []),
    ...(looked.length > 0 ? [['False findings over a year of daily looks, %', looksTable(looked)]] : []),
    ...looked
      .filter(([name]) => name === 'paper, daily')
      .map(([name, studies]) => [
        `Planted zones found over a year of daily looks: ${name}, %`,
        delayTable(studies),
      ]),
    ['Methods for zones, each in its worst world, %', summaryTable(all)],
    ['Methods for zones compared, %', methodTable(all)],
    ['Verdicts, %', verdictTable(all)],
    ['Worlds without a finding to make, %', silenceTable(only(SILENT))],
  ];
  return sections.map(([title, text]) => `### ${title}\n\n${text}`).join('\n\n');
}

function worldTable(all: readonly (readonly [string, readonly StudyRecord[]])[]): string {
  const rows = all.map(([name, studies]) => {
    const { says, votes } = WORLDS.find((world) => world.name === name)!;
    const seeds = studies.map(({ seed }) => seed);
    return [`**${name}**: ${says}`, String(votes), `${seeds.length} (${ranges(seeds)})`];
  });
  return markdownTable(['world', 'votes', 'studies (seeds)'], rows);
}

/** Ascending seeds as ranges. A few may be missing from a range if a run was stopped. */
function ranges(seeds: readonly number[]): string {
  const starts = seeds.filter((seed, at) => at === 0 || seed - seeds[at - 1]! > 100);
  return starts
    .map((start, at) => `${start}–${seeds.filter((seed) => seed < (starts[at + 1] ?? Infinity)).at(-1)}`)
    .join(', ');
}
