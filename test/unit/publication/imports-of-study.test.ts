import { expect, test } from 'vitest';
import { nothingRead, receiptOf } from '../../../shared/imports/receipt.ts';
import { sumOfReceipts } from '../../../shared/publication/operations/imports.ts';

const NOW = '2026-03-01T09:30:00.000Z';
const warning = (name: string) => ({ warning: name, count: 2, message: name });

test('the sum over imports has warnings about records, and none about names, which files share', () => {
  const identity = { study: 'heart', object: 'a.csv', version: 'v1', mapping: '' };
  const similar = ['similar_models', 'similar_clinicians', 'no_zone'].map(warning);
  const receipt = receiptOf(identity, nothingRead(NOW), { status: 'finished', finishedAt: NOW, similar });
  expect(receipt.warnings).toHaveLength(3);
  expect(sumOfReceipts([receipt, receipt]).warnings).toEqual([{ warning: 'no_zone', count: 4 }]);
});
