import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { importKeys, type Receipts } from '../../shared/imports/index.ts';
import type { ImportIdentity } from '../../shared/ledger/import-log/index.ts';
import { OwnError } from '../../shared/lib/index.ts';
import type { ObjectStore } from '../../shared/lib/object-store/index.ts';

/** Maximum length of a part that is read back. A part contains the rejects of one window. */
const MAX_PART_BYTES = 512 * 1024 * 1024;

/**
 * The name of a part is the start of its window, and for conflicts a digest of its text. The check is needed because the
 * folder of parts may contain the receipt of another file.
 */
const PART_NAME = /^\d{15}(_[0-9a-f]{32})?\.jsonl$/;

const nameOfPart = (windowStart: number, more = ''): string =>
  `${String(windowStart).padStart(15, '0')}${more}.jsonl`;

/** Another worker on the same file was faster, and has already published the result. */
class Tidied extends OwnError {
  override readonly name = 'Tidied';
  override readonly message = 'another worker has concluded the import meanwhile';
}

/**
 * Receipts in the exports bucket. The rejects of each window are one object with the window's start as its name, so
 * that a repeated window replaces them. At the end they are joined into `rejects.jsonl`. If a worker finds parts
 * missing, another worker has already finished. It then fails instead of replacing a complete list by an incomplete
 * one.
 */
export function bucketReceipts(
  objects: Pick<ObjectStore, 'text' | 'upload' | 'list' | 'remove'>,
  identity: ImportIdentity,
): Receipts {
  const folder = importKeys.receiptFolder(identity);
  const parts = `${folder}parts/`;
  const listed = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of objects.list(parts)) if (PART_NAME.test(key.slice(parts.length))) keys.push(key);
    return keys;
  };
  /** Whether a list with rows is already published. */
  const isListed = async (): Promise<boolean> => {
    const text = await objects.text(`${folder}rejects.jsonl`, 1);
    return text !== null && text !== '';
  };
  async function* joined(keys: readonly string[]): AsyncGenerator<string> {
    const listed = new Set<string>();
    for (const key of keys) {
      const text = await objects.text(key, MAX_PART_BYTES);
      if (text === null) throw new Tidied();
      yield key.includes('_', parts.length) ? withoutListed(text, listed) : text;
    }
  }
  return {
    addRejects: (windowStart, lines) =>
      objects.upload(`${parts}${nameOfPart(windowStart)}`, Readable.from(lines)),
    addConflicts: (windowStart, lines) => {
      const text = lines.join('');
      return objects.upload(`${parts}${nameOfPart(windowStart, `_${digestOf(text)}`)}`, text);
    },
    async publish(receipt) {
      const keys = await listed();
      if (keys.length === 0 && (receipt.rejected > 0 || (receipt.conflict > 0 && (await isListed()))))
        throw new Tidied();
      await objects.upload(`${folder}rejects.jsonl`, keys.length === 0 ? '' : joined(keys));
      await objects.upload(`${folder}receipt.json`, `${JSON.stringify(receipt, null, 2)}\n`);
    },
    async tidy() {
      await objects.remove(await listed());
    },
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The lines of a text that are not listed yet. A window that was repeated lists its conflicts again. */
function withoutListed(text: string, listed: Set<string>): string {
  const lines = text.split('\n').filter((line) => {
    if (line === '' || listed.has(digestOf(line))) return false;
    listed.add(digestOf(line));
    return true;
  });
  return lines.map((line) => `${line}\n`).join('');
}
