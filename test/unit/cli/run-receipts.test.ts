import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runReceipts } from '../../../cli/commands/data/offline/run-receipts.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { receiptFolder } from '../../../shared/imports/receipt-keys.ts';

const out = await mkdtemp(join(tmpdir(), 'primum-test-'));
afterAll(() => rm(out, { recursive: true, force: true }));

describe('receipts of an offline run', () => {
  const identity = (object: string) => ({ study: 'study', object, version: 'v1', mapping: '' });
  const receipt = { rows: 3, rejected: 3 } as Receipt;
  const contentOf = (object: string, name: string) =>
    readFile(join(out, receiptFolder(identity(object)), name), 'utf8');

  it('has the rejects in the order of their windows, and repeated windows once', async () => {
    const receipts = runReceipts(out).of(identity('a.csv'));
    await receipts.addRejects(0, ['é\n', 'b\n']);
    await receipts.addRejects(1000, ['a long one that is not the last word\n']);
    await receipts.addRejects(1000, ['c\n']);
    await receipts.publish(receipt);
    expect(await contentOf('a.csv', 'rejects.jsonl')).toBe('é\nb\nc\n');
    expect(JSON.parse(await contentOf('a.csv', 'receipt.json'))).toEqual(receipt);
  });

  it('keeps the first reject of each reason', async () => {
    const receipts = runReceipts(out).of(identity('a.csv'));
    const line = (number: number, reason: string) =>
      JSON.stringify({ line: number, reason, message: `m${number}`, row: { item: '"reason":"erased"' } });
    await receipts.addRejects(0, [`${line(2, 'unparsable')}\n${line(3, 'conflict')}\n`]);
    await receipts.addRejects(1000, [`${line(4, 'unparsable')}\n`]);
    expect(receipts.first.of('unparsable')).toMatchObject({ line: 2, message: 'm2' });
    expect(receipts.first.of('conflict')).toMatchObject({ line: 3 });
    expect(receipts.first.of('erased')).toBeUndefined();
  });

  it('has an empty list if no row was rejected, also in place of an older list', async () => {
    await runReceipts(out).of(identity('a.csv')).publish(receipt);
    expect(await contentOf('a.csv', 'rejects.jsonl')).toBe('');
  });

  it('can be read as an object store by the audit of the run', async () => {
    const kept = runReceipts(out);
    await kept.of(identity('b.csv')).publish(receipt);
    const key = `${receiptFolder(identity('b.csv'))}receipt.json`;
    const keys: string[] = [];
    for await (const each of kept.objects.list('receipts/study/')) keys.push(each);
    expect(keys).toContain(key);
    expect(JSON.parse(Buffer.from((await kept.objects.get(key))!.body).toString())).toEqual(receipt);
  });
});
