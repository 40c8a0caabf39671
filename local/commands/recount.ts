import { type Difference, type GroupRecount, recount as recountGroups } from '../../shared/store/recount.ts';
import { deployedStudy } from '../deployed-study.ts';
import { type DeploymentOptions, useDeployment } from '../deployment.ts';
import { CommandError, count, plain, step } from '../terminal.ts';

export interface RecountOptions extends DeploymentOptions {
  readonly study: string;
  readonly fix?: boolean;
}

/** `primum recount`: compares a study's counters with the sum of tallies over its ledger. */
export async function recount({ study, fix = false, ...deployment }: RecountOptions): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const store = await deployedStudy(study, outputs);

  const groups = await step(`Recounting ${study}`, async (progress) => {
    const done: GroupRecount[] = [];
    for await (const group of recountGroups(store, { fix })) {
      done.push(group);
      progress.at(done.length, 32, 'groups of clinicians');
    }
    return [done, `${count(done.reduce((sum, { judgments }) => sum + judgments, 0))} judgments read`];
  });
  report(groups);
}

function report(groups: readonly GroupRecount[]): void {
  for (const { differences } of groups)
    for (const difference of differences) console.log(describe(difference));
  const numbers = (status: GroupRecount['status']) => groups.filter((group) => group.status === status);
  const [differing, fixed, inconclusive] = [numbers('differs'), numbers('fixed'), numbers('inconclusive')];
  if (fixed.length > 0) console.log(`Set right: ${fixed.length} groups of clinicians.`);
  if (differing.length > 0)
    throw new CommandError(
      `the counters of ${differing.length} groups differ from the ledger; --fix sets them right`,
    );
  if (inconclusive.length > 0)
    throw new CommandError(
      `${inconclusive.length} groups changed while they were read: try again when fewer votes arrive`,
    );
  if (fixed.length === 0) console.log('The counters are the sum of the ledger, to the last unit.');
}

const describe = ({ group, specialty, x, y, slot, counter, ledger }: Difference): string =>
  `group ${group}, ${plain(specialty)}, ${plain(x)}${y && ` against ${plain(y)}`}, ${slot}: counted ${counter}, ledger ${ledger}`;
