import { beforeEach, expect, test } from 'vitest';
import { bucketReceipts } from '../../../functions/import-export/bucket-receipts.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { nothingRead, receiptOf } from '../../../shared/imports/receipt.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const NOW = '2026-03-01T09:30:00Z';
const identity = { study: 'moove', object: 'a.csv', version: 'v1', mapping: '' };
const REJECT = { line: 2, byteOffset: 20, reason: 'unparsable', field: '', message: 'is not JSON' };
const LINE = `${JSON.stringify(REJECT)}\n`;

const receiptWith = (rejected: number): Receipt => ({
  ...receiptOf(identity, nothingRead(NOW), { status: 'finished', finishedAt: NOW }),
  rejected,
});

let exports: MemoryObjectStore;
beforeEach(() => {
  exports = new MemoryObjectStore();
});

const LIST = 'receipts/moove/a.csv/v1/rejects.jsonl';
const linesOf = (text: string) => text.trimEnd().split('\n').length;

test('a worker that is overtaken while it joins the rejects does not shorten the published list', async () => {
  const [slow, fast] = [bucketReceipts(exports, identity), bucketReceipts(exports, identity)];
  await slow.addRejects(0, [LINE]);
  await slow.addRejects(1, [LINE]);
  let reads = 0;
  const { text } = exports;
  exports.text = async (key) => {
    if (++reads === 2) {
      await fast.publish(receiptWith(2));
      await fast.tidy();
    }
    return text.call(exports, key);
  };
  await expect(slow.publish(receiptWith(2))).rejects.toThrow('another worker');
  expect(linesOf(exports.textOf(LIST))).toBe(2);
});

test('a worker does not empty the list of rejects that another worker has published', async () => {
  const [slow, fast] = [bucketReceipts(exports, identity), bucketReceipts(exports, identity)];
  await slow.addRejects(0, [LINE, LINE]);
  await fast.publish(receiptWith(2));
  await fast.tidy();
  await expect(slow.publish(receiptWith(2))).rejects.toThrow('another worker');
  expect(linesOf(exports.textOf(LIST))).toBe(2);
});

test('a worker does not empty the list of conflicts that another worker has published', async () => {
  const [slow, fast] = [bucketReceipts(exports, identity), bucketReceipts(exports, identity)];
  const receipt = { ...receiptWith(0), conflict: 1 };
  await slow.addRejects(0, [LINE]);
  await fast.publish(receipt);
  await fast.tidy();
  await expect(slow.publish(receipt)).rejects.toThrow('another worker');
  expect(linesOf(exports.textOf(LIST))).toBe(1);
});

test('a receipt is published even if a repeated window does not list a conflict', async () => {
  await bucketReceipts(exports, identity).publish({ ...receiptWith(0), conflict: 1 });
  expect(exports.textOf(LIST)).toBe('');
  expect(exports.contents.has('receipts/moove/a.csv/v1/receipt.json')).toBe(true);
});

test('a file keeps its receipt if its name leads into the folder of another file', async () => {
  const nested = bucketReceipts(exports, { ...identity, object: 'a.csv/v1/parts' });
  await nested.publish(receiptWith(0));
  const outer = bucketReceipts(exports, identity);
  await outer.addRejects(0, [LINE]);
  await outer.publish(receiptWith(1));
  await outer.tidy();
  expect(exports.contents.has('receipts/moove/a.csv/v1/parts/v1/receipt.json')).toBe(true);
  expect(linesOf(exports.textOf(LIST))).toBe(1);
});
