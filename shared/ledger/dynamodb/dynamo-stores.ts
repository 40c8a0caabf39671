import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Store } from '../port.ts';
import { record } from '../run.ts';
import { admitSettings, type Settings } from '../settings.ts';
import type { Stores } from '../stores.ts';
import { ChangeMark, readChangeMark } from './change-mark.ts';
import { DynamoImportLog } from './import-log.ts';
import { freezeSettings, readSettings } from './settings.ts';
import { DynamoStudy } from './study.ts';
import type { Tables } from './tables.ts';

/** The studies and imports in two DynamoDB tables. Each study is kept, with the clinicians that it knows. */
export function dynamoStores(client: DynamoDBClient, tables: Tables): Stores {
  const database = { client, tables };
  const studies = new Map<string, DynamoStudy>();
  const keep = (study: string, settings: Settings, mark = new ChangeMark(database, study)) => {
    const held = studies.get(study) ?? new DynamoStudy(database, study, settings, mark);
    held.settings = settings;
    studies.set(study, held);
    return held;
  };
  const store: Store = {
    settings: (study) => readSettings(database, study),
    existing: async (study) => {
      const settings = await readSettings(database, study);
      return settings && keep(study, settings);
    },
    open: async (study, offered) => {
      const held = studies.get(study);
      if (held && isSame(study, held.settings, offered)) return held;
      const mark = held?.mark ?? new ChangeMark(database, study);
      return keep(study, await freezeSettings(database, study, offered, mark), mark);
    },
    changeMark: (study) => readChangeMark(database, study),
  };
  return { store, imports: new DynamoImportLog(database), record };
}

/** Whether the known settings are the offered ones. If not, the frozen settings are read before the offer is refused. */
function isSame(study: string, known: Settings, offered: Settings): boolean {
  try {
    return admitSettings(study, known, offered) === 'same';
  } catch {
    return false;
  }
}
