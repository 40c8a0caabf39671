import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Receipt } from '../shared/importing/receipt.ts';
import { receiptFolder } from '../shared/importing/receipt-keys.ts';
import type { Receipts } from '../shared/importing/receipts.ts';
import type { ReadableBucket } from '../shared/snapshot/bucket.ts';
import type { ImportIdentity } from '../shared/store/import-log.ts';

/** The receipts of one offline run: written below a directory, and readable as the bucket of that run alone. */
export function runReceipts(out: string): { of(identity: ImportIdentity): Receipts; bucket: ReadableBucket } {
  const published = new Map<string, Uint8Array>();
  const write = async (key: string, text: string) => {
    published.set(key, new TextEncoder().encode(text));
    const path = join(out, ...key.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  return {
    of(identity) {
      const windows = new Map<number, string>();
      return {
        addRejects: async (windowStart, lines) => void windows.set(windowStart, [...lines].join('')),
        async publish(receipt: Receipt) {
          const folder = receiptFolder(identity);
          await write(`${folder}rejects.jsonl`, [...windows.values()].join(''));
          await write(`${folder}receipt.json`, `${JSON.stringify(receipt, null, 2)}\n`);
        },
        tidy: async () => {},
      };
    },
    bucket: readOnly(published),
  };
}

const readOnly = (objects: ReadonlyMap<string, Uint8Array>): ReadableBucket => ({
  async get(key) {
    const body = objects.get(key);
    return body ? { body, etag: String(body.length) } : null;
  },
  async *list(prefix) {
    yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  },
  async *folders() {},
});
