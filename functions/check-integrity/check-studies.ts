import { type IntegrityCheck, integrityCheckKey } from '../../shared/contracts/index.ts';
import { registeredStudies } from '../../shared/events/protocols/index.ts';
import type { Store, StudyStore } from '../../shared/ledger/index.ts';
import { OwnError } from '../../shared/lib/index.ts';
import type { ObjectStore } from '../../shared/lib/object-store/index.ts';
import { rotate } from '../support/rotate.ts';
import type { Telemetry } from '../support/telemetry.ts';
import { checkStudy } from './check-study.ts';

export interface CheckIntegrityServices {
  readonly store: Store;
  readonly exports: Pick<ObjectStore, 'list' | 'upload'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/**
 * Compares the counters of every study with its ledger, and changes nothing. Reports the result in metrics that
 * alarms watch, and in a file next to the receipts of each study. It also reports erasures that were interrupted. If a
 * study fails, the others are still checked.
 *
 * @param timeLeft whether another group of clinicians may be started
 * @throws at the end, if a study could not be read
 * @see docs/decisions/0015-integrity-has-a-function-of-its-own.md
 */
export async function checkStudies(
  services: CheckIntegrityServices,
  timeLeft: () => boolean,
): Promise<readonly IntegrityCheck[]> {
  const { exports, telemetry, now } = services;
  const checks: IntegrityCheck[] = [];
  const failed: string[] = [];
  for (const study of rotate(await registeredStudies(exports), now())) {
    try {
      const check = await checkOne(study, services, timeLeft);
      if (check) checks.push(check);
    } catch (error) {
      failed.push(study);
      telemetry.error('a study cannot be checked', { study }, error);
    }
  }
  const sum = (of: (check: IntegrityCheck) => number) =>
    checks.reduce((total, check) => total + of(check), 0);
  const open = sum(({ groups }) => groups.open);
  const compared = sum(({ groups }) => groups.confirmed + groups.differing);
  telemetry.countRun('IntegrityRuns', failed.length === 0 && open <= compared);
  if (failed.length > 0) throw new OwnError(`not checked: ${failed.join(', ')}`);
  return checks;
}

async function checkOne(
  study: string,
  { store, exports, telemetry, now }: CheckIntegrityServices,
  timeLeft: () => boolean,
): Promise<IntegrityCheck | null> {
  const existing = await store.existing(study);
  if (!existing) return null;
  await reportErasures(existing, telemetry);
  const { firstDifferences, ...found } = await checkStudy(existing, timeLeft, now());
  const checkedAt = new Date(now()).toISOString();
  const check: IntegrityCheck = { schemaVersion: 1, study, checkedAt, ...found };
  telemetry.count('IntegrityConfirmed', check.groups.confirmed);
  telemetry.count('IntegrityOpen', check.groups.open);
  telemetry.count('IntegrityDrift', check.differences);
  const { judgments, differences } = check;
  const facts = { study, judgments, differences, ...check.groups };
  if (differences === 0) telemetry.info('integrity checked', facts);
  else telemetry.error('counters differ from the ledger', { ...facts, first: firstDifferences.join('; ') });
  await exports.upload(integrityCheckKey(study), `${JSON.stringify(check, null, 1)}\n`);
  return check;
}

/** @see docs/decisions/0134-erasures-are-listed-until-they-are-finished.md */
async function reportErasures(study: StudyStore, telemetry: Telemetry): Promise<void> {
  const { length: erasures } = await study.unfinishedErasures();
  telemetry.count('ErasuresUnfinished', erasures);
  if (erasures > 0) telemetry.warn('erasures are not finished', { study: study.study, erasures });
}
