import { claimSettings, claimSettingsHash, type StudyLock } from '../../../../shared/contracts/index.ts';
import { registeredStudies } from '../../../../shared/events/protocols/index.ts';
import { readLock } from '../../../../shared/publication/lock/index.ts';
import { plain, usageError } from '../../../command-line/terminal.ts';
import { giveOrder, type OrderOptions } from './give-order.ts';

/** `primum study lock`: locks the settings of the protocol in force that decide claims. */
export async function lockCommand(study: string, options: OrderOptions): Promise<void> {
  const at = new Date().toISOString();
  await giveOrder(
    study,
    {
      name: `Locking the settings of ${study}`,
      check: async ({ exports }) => {
        if (!(await registeredStudies(exports)).includes(study))
          throw usageError(`there is no protocol of a study "${plain(study)}"`);
      },
      change: (orders) => ({ ...orders, lock: orders.lock ?? at }),
      outcome: async (snapshots) => {
        const lock = await readLock(snapshots, study);
        return lock && outcomeOf(lock);
      },
    },
    options,
  );
}

const BECAUSE: Readonly<Record<StudyLock['because'], string>> = {
  order: 'by an order',
  'first event': 'by the first event',
};

const outcomeOf = ({ at, because, snapshots, protocol }: StudyLock): string =>
  `the settings are locked since ${at} ${BECAUSE[because]}, ${
    snapshots === 0 ? 'before any snapshot' : `after snapshot number ${snapshots}`
  }; SHA-256 of the locked settings: ${claimSettingsHash(claimSettings(protocol))}`;
