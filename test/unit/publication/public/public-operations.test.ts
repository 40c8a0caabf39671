import { expect, test } from 'vitest';
import { publicOperations } from '../../../../shared/publication/public/public-operations.ts';
import { NO_OPERATIONS } from '../../../support/sample-operations.ts';

test('the public reasons of refused events are rounded, ordered by rounded numbers, and name no reason of few events', () => {
  const byReason = [
    { reason: 'stale', count: 12 },
    { reason: 'invalid_value', count: 11 },
    { reason: 'erased', count: 2 },
  ];
  const { rejects, imports } = NO_OPERATIONS;
  const shown = publicOperations(
    { ...NO_OPERATIONS, rejects: { ...rejects, byReason }, imports: { ...imports, byReason } },
    5,
  );
  const expected = [
    { reason: 'invalid_value', count: 10 },
    { reason: 'stale', count: 10 },
  ];
  expect([shown.rejects.byReason, shown.imports.byReason]).toEqual([expected, expected]);
});
