import { GROUPS } from '../../../shared/ledger/cells/index.ts';
import {
  type CounterDifference,
  type GroupRecount,
  recount as recountGroups,
} from '../../../shared/ledger/maintenance/index.ts';
import { CommandError, count, plain, step } from '../../command-line/terminal.ts';
import { deployedStudy } from '../../deployment/deployed-study.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';

export interface RecountCommandOptions extends DeploymentSelection {
  readonly study: string;
  readonly fix?: boolean;
}

/** Maximum number of times that a group's ledger is read. Cells that still change then are reported as open. */
const MAX_ROUNDS = 10;

/** `primum recount`: compares a study's counters with the sum of the tallies in its ledger. */
export async function recountCommand({
  study,
  fix = false,
  ...deployment
}: RecountCommandOptions): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const store = await deployedStudy(study, outputs);

  const groups = await step(`Recounting ${study}`, async (progress) => {
    const done: GroupRecount[] = [];
    progress.at(0, GROUPS, 'groups compared');
    const begin = (group: number) => {
      let read = 0;
      return () => {
        read += 1;
        progress.at(done.length, GROUPS, `groups compared, ${count(read)} judgments of group ${group} read`);
      };
    };
    for await (const group of recountGroups(store, { fix, rounds: MAX_ROUNDS, begin })) done.push(group);
    return [done, `${count(done.reduce((sum, { judgments }) => sum + judgments, 0))} judgments read`];
  });
  printReport(groups, fix);
}

function printReport(groups: readonly GroupRecount[], fix: boolean): void {
  const differences = groups.flatMap((group) => group.differences);
  for (const difference of differences) console.log(differenceText(difference));
  if (fix && differences.length > 0) console.log(`Counters corrected: ${count(differences.length)}.`);
  const open = groups.reduce((sum, group) => sum + group.open, 0);
  const faults = [
    ...(!fix && differences.length > 0
      ? [`counters that differ from the ledger: ${count(differences.length)}; --fix corrects them`]
      : []),
    ...(open > 0
      ? [
          `cells that changed during each comparison: ${count(open)}; repeat the command when fewer votes arrive`,
        ]
      : []),
  ];
  if (faults.length > 0) throw new CommandError(faults.join('; '));
  if (differences.length === 0) console.log('The counters are exactly the sum of the ledger.');
}

const differenceText = ({ group, specialty, x, y, slot, counter, ledger }: CounterDifference): string =>
  `group ${group}, ${plain(specialty)}, ${plain(x)}${y && ` against ${plain(y)}`}, ${slot}: counter ${counter}, ledger ${ledger}`;
