import { type Pseudonymiser, pseudonymisers } from '../../shared/events/pseudonyms/index.ts';
import { readSecret } from '../../shared/events/secrets-manager/index.ts';
import { dynamoClient, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import type { Store, StudyStore } from '../../shared/ledger/index.ts';
import { plain, usageError } from '../command-line/terminal.ts';
import type { Outputs } from './deployment.ts';

const storeOf = ({ LedgerTableName, CountersTableName }: Outputs): Store =>
  dynamoStores(dynamoClient(), { ledger: LedgerTableName, counters: CountersTableName }).store;

/** Reads the secret of a deployment, and creates the pseudonymiser with which a study was begun, or will be begun. */
export async function deployedPseudonymiser(study: string, outputs: Outputs): Promise<Pseudonymiser> {
  return pseudonymisers(await readSecret(outputs.SecretArn), storeOf(outputs)).of(study);
}

/**
 * Opens the records of a study in a deployment.
 * @throws CommandError with the exit code for wrong use, if the study has no records
 */
export async function deployedStudy(study: string, outputs: Outputs): Promise<StudyStore> {
  const store = await storeOf(outputs).existing(study);
  if (!store) throw usageError(`there is no study "${plain(study)}": no event of it has been recorded`);
  return store;
}
