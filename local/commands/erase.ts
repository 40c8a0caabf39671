import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPseudonym, type Pseudonym } from '../../shared/contracts/pseudonym.ts';
import { readPseudonymiser } from '../../shared/deployed-secret.ts';
import { erase as eraseFrom } from '../../shared/store/erase.ts';
import { deployedStudy } from '../deployed-study.ts';
import { type DeploymentOptions, useDeployment } from '../deployment.ts';
import { CommandError, count, plain, step, usageError } from '../terminal.ts';

export interface EraseOptions extends DeploymentOptions {
  readonly study: string;
  /** Minutes until no writer is left that has not seen the erasure. */
  readonly settle: number;
}

/** `primum erase`: removes a clinician's judgments from a study, and keeps them out. */
export async function erase(given: string, { study, settle, ...deployment }: EraseOptions): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const store = await deployedStudy(study, outputs);
  const clinician = await pseudonymOf(given, outputs.SecretArn, store.settings.secretFingerprint);

  const erased = await step(`Erasing a clinician from ${study}`, async (progress) => {
    progress.show('marking the clinician and removing judgments');
    const result = await eraseFrom(store, clinician, {
      settling: settle * 60_000,
      onRemoved: (judgments) => progress.at(judgments, undefined, 'judgments removed'),
      wait: async (milliseconds) => {
        await waitWith(milliseconds, progress.show);
        progress.show('removing what those writers wrote, and recounting');
      },
    });
    return [result, `${count(result.judgments)} judgments removed`];
  });
  if (erased.integrity === 'differs')
    throw new CommandError(
      `the judgments are gone, but counters of this study differ from its ledger: \`primum recount --study ${plain(study)} --fix\``,
    );
  console.log(WHAT_REMAINS);
}

const WHAT_REMAINS = `Nothing that comes later from this clinician will be recorded in the study; it becomes a reject that keeps nothing of
the event. The next snapshot is without them. What this command does not reach:
  - published snapshots: sums over groups of clinicians, never a clinician; they are immutable and stay
  - exports/ in the exports bucket, and older versions there: they hold names as their owner wrote them. Delete or replace
    them; dropping them again brings nobody back
  - rejects/ and receipts/: rows under the same pseudonym
  - backups of the tables: point-in-time recovery reaches back 35 days; after a restore, erase again
  - the clinician's entry: the pseudonym and the mark stay, for they are what keeps later events out`;

/** The pseudonym of a name under the deployment's secret; a pseudonym stands for itself; `-` reads the name from stdin. */
async function pseudonymOf(given: string, secretArn: string, fingerprint: string): Promise<Pseudonym> {
  const name = (given === '-' ? await text(process.stdin) : given).normalize('NFC').trim();
  if (name === '') throw usageError('no clinician was given');
  if (isPseudonym(name)) return name;
  const pseudonymiser = await readPseudonymiser(secretArn);
  if (pseudonymiser.fingerprint !== fingerprint)
    throw new CommandError('the secret of this deployment is not the one under which the study was recorded');
  return pseudonymiser.pseudonymOf(name);
}

/** Waits, and shows how long is left. */
async function waitWith(milliseconds: number, show: (left: string) => void): Promise<void> {
  const until = performance.now() + milliseconds;
  for (let left = milliseconds; left > 0; left = until - performance.now()) {
    const seconds = Math.ceil(left / 1000);
    const time = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    show(`waiting ${time} for writers that began before the erasure`);
    await sleep(Math.min(left, 5_000));
  }
}
