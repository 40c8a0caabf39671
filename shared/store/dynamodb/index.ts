import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Settings } from '../../contracts/settings.ts';
import type { Store } from '../port.ts';
import { record } from '../run.ts';
import { admit } from '../settings-fit.ts';
import type { Stores } from '../stores.ts';
import { DynamoImportLog } from './import-log.ts';
import { freezeSettings, readSettings } from './settings.ts';
import { DynamoStudy } from './study.ts';
import type { Tables } from './tables.ts';

export { dynamoClient } from './client.ts';
export type { Tables } from './tables.ts';

/** The studies and imports in two DynamoDB tables. Studies are remembered, with whom they saw take part. */
export function dynamoStores(client: DynamoDBClient, tables: Tables): Stores {
  const database = { client, tables };
  const studies = new Map<string, DynamoStudy>();
  const remember = (study: string, settings: Settings) => {
    const held = studies.get(study) ?? new DynamoStudy(database, study, settings);
    held.settings = settings;
    studies.set(study, held);
    return held;
  };
  const store: Store = {
    settings: (study) => readSettings(database, study),
    existing: async (study) => {
      const settings = await readSettings(database, study);
      return settings && remember(study, settings);
    },
    open: async (study, offered) => {
      const held = studies.get(study);
      if (held && isSame(study, held.settings, offered)) return held;
      return remember(study, await freezeSettings(database, study, offered));
    },
  };
  return { store, imports: new DynamoImportLog(database), record };
}

/** Whether settings remembered are those offered. Where they are not, what is frozen is read before anything is refused. */
function isSame(study: string, remembered: Settings, offered: Settings): boolean {
  try {
    return admit(study, remembered, offered) === 'same';
  } catch {
    return false;
  }
}
