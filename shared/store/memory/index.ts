import type { Settings } from '../../contracts/settings.ts';
import type { Store } from '../port.ts';
import { admit } from '../settings-fit.ts';
import type { Stores } from '../stores.ts';
import { MemoryImportLog } from './import-log.ts';
import { MemoryStudy } from './study.ts';

/**
 * Studies held in memory: the semantics of the tables, without them.
 * @param alone whether one writer has them to itself, as in an offline audit: it is spared transactions
 */
export function memoryStores({ alone = false } = {}): Stores {
  const studies = new Map<string, MemoryStudy>();
  const imports = new MemoryImportLog();
  const store: Store = {
    settings: async (study) => studies.get(study)?.settings ?? null,
    existing: async (study) => studies.get(study) ?? null,
    open: async (study, offered: Settings) => {
      const held = studies.get(study) ?? new MemoryStudy(study, offered, imports, alone);
      if (admit(study, held.settings, offered) === 'extends') held.settings = offered;
      studies.set(study, held);
      return held;
    },
  };
  return { store, imports };
}
