import { dynamoClient, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import type { StudyStore } from '../../shared/ledger/index.ts';
import { plain, usageError } from '../command-line/terminal.ts';
import type { Outputs } from './deployment.ts';

/**
 * Opens the records of a study in a deployment.
 * @throws CommandError with the exit code for wrong use, if the study has no records
 */
export async function deployedStudy(study: string, outputs: Outputs): Promise<StudyStore> {
  const tables = { ledger: outputs.LedgerTableName, counters: outputs.CountersTableName };
  const store = await dynamoStores(dynamoClient(), tables).store.existing(study);
  if (!store) throw usageError(`there is no study "${plain(study)}": no event of it has been recorded`);
  return store;
}
