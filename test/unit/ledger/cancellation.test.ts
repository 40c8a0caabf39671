import {
  type CancellationReason,
  ConditionalCheckFailedException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { readCancellation } from '../../../shared/ledger/dynamodb/cancellation.ts';
import { entryFromItem, itemOf } from '../../../shared/ledger/dynamodb/items.ts';
import { EMPTY } from '../../../shared/ledger/judgment.ts';
import { decodeEntry, encodeEntry } from '../../../shared/ledger/ledger-codec.ts';
import type { LedgerEntry, Transaction } from '../../../shared/ledger/port.ts';

const entry: LedgerEntry = { judgment: EMPTY, version: 7, source: 'queue', at: '2026-03-01T09:30:00Z' };
const clinician = 'a'.repeat(32) as Pseudonym;
const write = (judgment: string) => ({ clinician, judgment, expectedVersion: 0, entry });
/** Two judgments, one cell, one import: four actions in this order. */
const transaction: Transaction = {
  judgments: [write('j1'), write('j2')],
  cells: [{ group: 0, specialty: 's', x: 'x', y: 'y', counts: new Map([['w1', 1]]) }],
  import: { importId: 'i', epoch: 1, outcomes: new Map() },
};
const Item = { pk: { S: `study#${clinician}` }, sk: { S: 'j2' }, ...itemOf(encodeEntry(entry, [])) };
const common = { $metadata: {}, message: 'no' };

const read = (error: unknown) =>
  readCancellation(error, transaction, (item) => decodeEntry(entryFromItem(item), []));
const cancelled = (...reasons: (string | CancellationReason)[]) =>
  new TransactionCanceledException({
    ...common,
    CancellationReasons: reasons.map((reason) => (typeof reason === 'string' ? { Code: reason } : reason)),
  });
const found: CancellationReason = { Code: 'ConditionalCheckFailed', Item };
const gone = 'ConditionalCheckFailed';

test('the store’s words about an item it refuses are not kept', () => {
  const refused: CancellationReason = { Code: 'ValidationError', Message: 'Dr. Ann Who is not valid' };
  expect(read(cancelled(refused))).toEqual({ status: 'invalid', message: 'ValidationError' });
  const large: CancellationReason = { ...refused, Message: 'Item size of Dr. Ann Who has exceeded …' };
  expect(read(cancelled(large))).toEqual({
    status: 'invalid',
    message: 'ValidationError: the item or its key is too large',
  });
});

describe('a cancelled transaction', () => {
  test('is stale if a judgment had changed, and returns the current entry', () => {
    expect(read(cancelled('None', found, 'None', 'None'))).toEqual({
      status: 'stale',
      current: new Map([[`${clinician}#j2`, entry]]),
    });
  });

  test('is stale with a null entry if a judgment was deleted', () => {
    expect(read(cancelled(gone, 'None', 'None', 'None'))).toEqual({
      status: 'stale',
      current: new Map([[`${clinician}#j1`, null]]),
    });
  });

  test.each<[string, (string | CancellationReason)[], string]>([
    ['is superseded if another worker holds the import', ['None', 'None', 'None', gone], 'superseded'],
    [
      'is superseded even if there are other reasons',
      ['TransactionConflict', found, 'None', gone],
      'superseded',
    ],
    [
      'is a conflict if a judgment is in conflict',
      ['TransactionConflict', 'None', 'None', 'None'],
      'conflict',
    ],
    ['is a conflict if a cell is in conflict', ['None', 'None', 'TransactionConflict', 'None'], 'conflict'],
    [
      'is stale if there is a stale judgment and a conflict',
      ['TransactionConflict', found, 'None', 'None'],
      'stale',
    ],
    [
      'is a conflict if there is a conflict and throttling',
      ['ThrottlingError', 'None', 'TransactionConflict', 'None'],
      'conflict',
    ],
    ['is busy if it was throttled', ['None', 'None', 'ThrottlingError', 'None'], 'busy'],
    [
      'is busy if the capacity was exceeded',
      ['None', 'ProvisionedThroughputExceeded', 'None', 'None'],
      'busy',
    ],
    ['is busy for an unknown reason', ['None', 'None', 'SomethingNew', 'None'], 'busy'],
    ['is busy if there are no reasons', [], 'busy'],
    ['is invalid if an action is invalid', ['ValidationError', found, 'None', 'None'], 'invalid'],
    [
      'is invalid if a collection is too large',
      ['ItemCollectionSizeLimitExceeded', 'None', 'None', 'None'],
      'invalid',
    ],
  ])('%s', (_, reasons, status) => {
    expect(read(cancelled(...reasons)).status).toBe(status);
  });
});

const named = (name: string, fields = {}) => Object.assign(new Error('no'), { name, ...fields });

test.each<[string, unknown, string]>([
  ['throttling', named('ThrottlingException'), 'busy'],
  ['no capacity', new ProvisionedThroughputExceededException(common), 'busy'],
  ['the account limit', new RequestLimitExceeded(common), 'busy'],
  ['a server error', new InternalServerError(common), 'busy'],
  ['the same transaction in progress', new TransactionInProgressException(common), 'busy'],
  ['a lost connection', named('Error', { code: 'ECONNRESET' }), 'busy'],
  ['a timeout', named('TimeoutError'), 'busy'],
  ['a missing permission', named('AccessDeniedException'), 'busy'],
  ['an unexpected condition', new ConditionalCheckFailedException(common), 'busy'],
  ['a conflict on a single item', new TransactionConflictException(common), 'conflict'],
  ['an invalid request', named('ValidationException'), 'invalid'],
])('a request that failed with %s has the right status', (_, error, status) => {
  expect(read(error).status).toBe(status);
});
