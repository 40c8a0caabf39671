import { expect, test } from 'vitest';
import { exportOf, receiptFolder } from '../../../shared/imports/receipt-keys.ts';

const fileAt = (key: string) => exportOf(key)?.object;

test('the name of a file shows whether an operator put it there, whatever folders its owner makes', () => {
  expect(fileAt('operator/heart/votes.csv')).toBe('operator/votes.csv');
  expect(fileAt('exports/heart/operator/votes.csv')).toBe('exports/operator/votes.csv');
  expect(fileAt('exports/heart/deep/operator/votes.csv')).toBe('deep/operator/votes.csv');
  expect(fileAt('exports/heart/votes.csv')).toBe('votes.csv');
});

test('a file of an owner and a file of an operator never share a receipt', () => {
  const folderAt = (key: string) => receiptFolder({ ...exportOf(key)!, version: 'v1', mapping: '' });
  expect(folderAt('exports/heart/operator/votes.csv')).not.toBe(folderAt('operator/heart/votes.csv'));
});
