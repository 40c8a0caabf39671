import { allow, type Grantee } from './grantee.ts';
import type { Storage } from './storage/storage.ts';

const GET = ['dynamodb:GetItem', 'dynamodb:BatchGetItem'];
/** A transaction needs no permission of its own, only those of its parts. */
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];
const QUERY = ['dynamodb:Query'];

/** Allows actions on both tables. */
function allowTables(grantee: Grantee, storage: Storage, actions: readonly string[]) {
  allow(grantee, actions, storage.ledger.tableArn, storage.counters.tableArn);
}

/** Recording judgments: look them up by key, write them and their tallies in transactions. */
export const allowRecording = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, [...GET, ...WRITE]);

/** Importing: recording, and finding what an earlier run left. */
export const allowImporting = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, [...GET, ...WRITE, ...QUERY]);

/** Publishing: reading, never writing. */
export const allowReading = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, [...GET, ...QUERY]);

/** Reading the key that pseudonymises clinicians. */
export const allowSecret = (grantee: Grantee, storage: Storage) =>
  allow(grantee, ['secretsmanager:GetSecretValue'], storage.secret.secretArn);
