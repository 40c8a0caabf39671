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
import type { Pseudonym } from '../../../shared/contracts/pseudonym.ts';
import { EMPTY } from '../../../shared/judgments/judgment.ts';
import { readCancellation } from '../../../shared/store/dynamodb/cancellation.ts';
import { entryOf, itemOf } from '../../../shared/store/dynamodb/items.ts';
import { decodeEntry, encodeEntry } from '../../../shared/store/ledger-codec.ts';
import type { LedgerEntry, Transaction } from '../../../shared/store/port.ts';

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
  readCancellation(error, transaction, (item) => decodeEntry(entryOf(item), []));
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
  test('whose judgment had changed is stale, and tells what is there now', () => {
    expect(read(cancelled('None', found, 'None', 'None'))).toEqual({
      status: 'stale',
      current: new Map([[`${clinician}#j2`, entry]]),
    });
  });

  test('whose judgment is gone is stale, with nothing there', () => {
    expect(read(cancelled(gone, 'None', 'None', 'None'))).toEqual({
      status: 'stale',
      current: new Map([[`${clinician}#j1`, null]]),
    });
  });

  test.each<[string, (string | CancellationReason)[], string]>([
    ['whose import is held by another is superseded', ['None', 'None', 'None', gone], 'superseded'],
    ['is superseded whatever else was wrong', ['TransactionConflict', found, 'None', gone], 'superseded'],
    [
      'with a judgment in conflict is in conflict',
      ['TransactionConflict', 'None', 'None', 'None'],
      'conflict',
    ],
    ['with a cell in conflict is in conflict', ['None', 'None', 'TransactionConflict', 'None'], 'conflict'],
    ['is stale before it is in conflict', ['TransactionConflict', found, 'None', 'None'], 'stale'],
    [
      'is in conflict before it is throttled',
      ['ThrottlingError', 'None', 'TransactionConflict', 'None'],
      'conflict',
    ],
    ['that was throttled met a busy store', ['None', 'None', 'ThrottlingError', 'None'], 'busy'],
    ['without capacity met a busy store', ['None', 'ProvisionedThroughputExceeded', 'None', 'None'], 'busy'],
    ['for a reason unheard of met a busy store', ['None', 'None', 'SomethingNew', 'None'], 'busy'],
    ['without reasons met a busy store', [], 'busy'],
    ['that is not valid never goes through', ['ValidationError', found, 'None', 'None'], 'invalid'],
    [
      'too large a collection never goes through',
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
  ['the same transaction still going on', new TransactionInProgressException(common), 'busy'],
  ['a lost connection', named('Error', { code: 'ECONNRESET' }), 'busy'],
  ['no answer in time', named('TimeoutError'), 'busy'],
  ['a missing permission', named('AccessDeniedException'), 'busy'],
  ['a condition where none was asked', new ConditionalCheckFailedException(common), 'busy'],
  ['a conflict on a single item', new TransactionConflictException(common), 'conflict'],
  ['an invalid request', named('ValidationException'), 'invalid'],
])('a request that failed by %s', (_, error, status) => {
  expect(read(error).status).toBe(status);
});
