import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPseudonym, type Pseudonym } from '../../../shared/ledger/cells/index.ts';
import type { StudyStore } from '../../../shared/ledger/index.ts';
import { erase as eraseFrom } from '../../../shared/ledger/maintenance/index.ts';
import { plainName, several } from '../../../shared/lib/index.ts';
import { CommandError, plain, step, usageError } from '../../command-line/terminal.ts';
import { deployedPseudonymiser, deployedStudy } from '../../deployment/deployed-study.ts';
import { type DeploymentSelection, type Outputs, useDeployment } from '../../deployment/deployment.ts';
import { resumeCommand } from './resume-command.ts';

export interface EraseCommandOptions extends DeploymentSelection {
  readonly study: string;
  /** Minutes until all writers that do not know of the erasure have ended. */
  readonly settle: number;
  /** Whether to finish interrupted erasures, instead of naming a clinician. */
  readonly resume?: boolean;
}

/**
 * `primum erase`: removes a clinician's judgments from a study, and refuses later ones. It also finishes the erasures of
 * this study that were interrupted.
 */
export async function eraseCommand(
  given: string | undefined,
  { study, settle, resume = false, ...deployment }: EraseCommandOptions,
): Promise<void> {
  if (resume === (given !== undefined))
    throw usageError('give either the name of a clinician, or --resume to finish interrupted erasures');
  const { outputs } = await useDeployment(deployment);
  const store = await deployedStudy(study, outputs);
  const clinician = given === undefined ? null : await pseudonymOf(given, store, outputs);

  const title = resume ? `Finishing interrupted erasures of ${study}` : `Erasing a clinician from ${study}`;
  const erased = await step(title, async (progress) => {
    progress.show('marking the clinician and removing judgments');
    const result = await eraseFrom(store, clinician, {
      settling: settle * 60_000,
      onRemoved: (judgments) => progress.at(judgments, undefined, 'judgments removed'),
      wait: async (milliseconds) => {
        await waitVisibly(milliseconds, progress.show);
        progress.show('removing later judgments of those writers, and recounting');
      },
    });
    return [
      result,
      `${several(result.clinicians, 'clinician')} erased, ${several(result.judgments, 'judgment')} removed`,
    ];
  }).catch((error: Error) => {
    console.error(`If the erasure has begun, it is not finished. To finish it, run: ${resumeCommand(study)}`);
    throw error;
  });
  if (erased.integrity === 'differs')
    throw new CommandError(
      `the judgments were removed, but counters of this study differ from its ledger; run \`primum recount --study ${plain(study)} --fix\``,
    );
  console.log(erased.clinicians === 0 ? 'No erasure of this study is unfinished.' : REMAINING_DATA);
}

const REMAINING_DATA = `The study will record no later events of the erased clinicians. They become rejects that contain no part of the event.
The next snapshot will not include these clinicians. This command does not change:
  - published internal snapshots: they are immutable. They show single votes, under numbers. The next run of the publisher deletes
    all public editions, and publishes a new one
  - files in exports/ of the exports bucket, and their older versions: they may contain the clinician's name. Delete or replace
    these files. If they are uploaded again, the clinician's rows are rejected
  - rejects/ and receipts/ of the exports bucket: they may contain rows of the clinician, under an id of the list. The lists of
    conflicts are among them
  - backups of the tables: point-in-time recovery covers 35 days. After a restore, erase the clinician again
  - the mark of the erasure: the pseudonym and the mark remain, because they are needed to refuse later events`;

/**
 * Converts a name to its pseudonym under the deployment's secret. A pseudonym is returned as it is, and `-` reads the
 * name from stdin.
 */
async function pseudonymOf(
  given: string,
  { study, settings }: StudyStore,
  outputs: Outputs,
): Promise<Pseudonym> {
  const name = plainName(given === '-' ? await text(process.stdin) : given);
  if (name === '') throw usageError('the name of the clinician is empty');
  if (isPseudonym(name)) return name;
  const pseudonymiser = await deployedPseudonymiser(study, outputs);
  if (pseudonymiser.fingerprint !== settings.secretFingerprint)
    throw new CommandError(
      'the secret of this deployment differs from the secret with which the study was recorded',
    );
  return pseudonymiser.pseudonymOf(name);
}

/** Waits, and shows the remaining time. */
async function waitVisibly(milliseconds: number, show: (left: string) => void): Promise<void> {
  const until = performance.now() + milliseconds;
  for (let left = milliseconds; left > 0; left = until - performance.now()) {
    const seconds = Math.ceil(left / 1000);
    const time = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    show(`waiting ${time} for writers that started before the erasure`);
    await sleep(Math.min(left, 5_000));
  }
}
