import { OwnError } from '../../lib/index.ts';
import type { Store } from '../port.ts';
import { admitSettings, type Settings } from '../settings.ts';
import type { Stores } from '../stores.ts';
import { MemoryImportLog } from './import-log.ts';
import { MemoryStudy } from './study.ts';

/**
 * Studies in memory. They behave like the tables, and `record` writes to them without transactions. `record` looks up
 * the study by its name. If a caller wraps the study in another object, `record` does not go through this wrapper.
 */
export function memoryStores(): Stores {
  const studies = new Map<string, MemoryStudy>();
  const imports = new MemoryImportLog();
  const store: Store = {
    settings: async (study) => studies.get(study)?.settings ?? null,
    existing: async (study) => studies.get(study) ?? null,
    open: async (study, offered: Settings) => {
      const held = studies.get(study) ?? new MemoryStudy(study, offered, imports);
      if (admitSettings(study, held.settings, offered) === 'extends') held.settings = offered;
      studies.set(study, held);
      return held;
    },
    changeMark: async () => null,
  };
  return {
    store,
    imports,
    record: async ({ study }, events, options) => {
      const held = studies.get(study);
      if (!held) throw new OwnError(`the study ${study} is not in this store`);
      const { results, conflicts } = held.record(events, options);
      if (conflicts.length > 0) await options.keepConflicts?.(conflicts);
      return results;
    },
  };
}
