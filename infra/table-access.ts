import { allow, type Grantee } from './grantee.ts';
import { allowKey } from './key-access.ts';
import type { Storage } from './storage/storage.ts';

/** A transaction needs only the permissions of its parts. */
const allowTables = (
  grantee: Grantee,
  { ledger, counters, key }: Storage,
  use: 'readTable' | 'writeTable',
  on: { readonly ledger: readonly string[]; readonly counters: readonly string[] },
) => {
  allow(grantee, on.ledger, ledger.tableArn);
  allow(grantee, on.counters, counters.tableArn);
  allowKey(grantee, key, 'dynamodb', use);
};

/** The study's settings, clinicians' entries and cells: read, create and add. */
const COUNTING = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/**
 * Access for record-votes: conditional writes of judgments, which return the existing item.
 * @see docs/decisions/0012-grants-are-lists.md
 */
export const allowRecordVotes = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, 'writeTable', { ledger: ['dynamodb:PutItem'], counters: COUNTING });

/** Access for import-export: writing judgments, reading those of earlier exports, and updating the import's own item. */
export const allowImportExport = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, 'writeTable', {
    ledger: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    counters: [...COUNTING, 'dynamodb:ConditionCheckItem'],
  });

/** Access for operators: reading everything, correcting counters, and removing a clinician's judgments. */
export const allowOperating = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, 'writeTable', {
    ledger: ['dynamodb:Query', 'dynamodb:DeleteItem'],
    counters: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  });

const READING = { ledger: ['dynamodb:Query'], counters: ['dynamodb:GetItem', 'dynamodb:Query'] };

/** Access for check-integrity: reading only. */
export const allowChecking = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, 'readTable', READING);

/**
 * Access for publish-snapshot: reading only, with a scan of the ledger for large studies.
 * @see docs/decisions/0167-large-studies-are-read-by-a-scan.md
 */
export const allowPublishing = (grantee: Grantee, storage: Storage) =>
  allowTables(grantee, storage, 'readTable', { ...READING, ledger: [...READING.ledger, 'dynamodb:Scan'] });

/** Reading the key that pseudonymises clinicians. */
export const allowSecret = (grantee: Grantee, { secret, key }: Storage) => {
  allow(grantee, ['secretsmanager:GetSecretValue'], secret.secretArn);
  allowKey(grantee, key, 'secretsmanager', 'read');
};
