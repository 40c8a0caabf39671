import type { LambdaFunction } from './lambda-function.ts';
import type { Storage } from './storage/storage.ts';

const GET = ['dynamodb:GetItem', 'dynamodb:BatchGetItem'];
/** A transaction needs no permission of its own, only those of its parts. */
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];
const QUERY = ['dynamodb:Query'];

/** Allows actions on both tables. */
function allowTables(fn: LambdaFunction, storage: Storage, actions: readonly string[]) {
  fn.allow(actions, storage.ledger.tableArn, storage.counters.tableArn);
}

/** Recording judgments: look them up by key, write them and their tallies in transactions. */
export const allowRecording = (fn: LambdaFunction, storage: Storage) =>
  allowTables(fn, storage, [...GET, ...WRITE]);

/** Importing: recording, and finding what an earlier run left. */
export const allowImporting = (fn: LambdaFunction, storage: Storage) =>
  allowTables(fn, storage, [...GET, ...WRITE, ...QUERY]);

/** Publishing: reading, never writing. */
export const allowReading = (fn: LambdaFunction, storage: Storage) =>
  allowTables(fn, storage, [...GET, ...QUERY]);

/** Reading the key that pseudonymises clinicians. */
export const allowSecret = (fn: LambdaFunction, storage: Storage) =>
  fn.allow(['secretsmanager:GetSecretValue'], storage.secret.secretArn);
