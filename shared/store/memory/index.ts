import type { Settings } from '../../contracts/settings.ts';
import type { Store } from '../port.ts';
import { admit } from '../settings-fit.ts';
import type { Stores } from '../stores.ts';
import { MemoryImportLog } from './import-log.ts';
import { MemoryStudy } from './study.ts';

/** Studies held in memory, for the offline audit and for tests: the semantics of the tables, without them. */
export function memoryStores(): Stores {
  const studies = new Map<string, MemoryStudy>();
  const imports = new MemoryImportLog();
  const store: Store = {
    settings: async (study) => studies.get(study)?.settings ?? null,
    existing: async (study) => studies.get(study) ?? null,
    open: async (study, offered: Settings) => {
      const held = studies.get(study) ?? new MemoryStudy(study, offered, imports);
      if (admit(study, held.settings, offered) === 'extends') held.settings = offered;
      studies.set(study, held);
      return held;
    },
  };
  return { store, imports };
}
