import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditCommand } from '../../../cli/commands/data/audit.ts';
import { inspect } from '../../../cli/commands/data/inspect.ts';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { type Receipt, receipt as receiptSchema } from '../../../shared/contracts/receipt.ts';
import { parseMapping, TO_EDIT } from '../../../shared/imports/formats/parse-mapping.ts';
import { UnreadableFile } from '../../../shared/imports/unreadable-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { caseFile, importContent } from './case-files.ts';
import { inspected } from './inspected.ts';

const CASES = readdirSync(join(import.meta.dirname, '..', '..', 'cases'));
const folder = temporaryFolder();

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterAll(() => void vi.restoreAllMocks());

/** Copies the file of a case, with its mapping next to it, into a folder of its own. */
function copyOf(name: string): string {
  const { content, mapping, object } = caseFile(name);
  mkdirSync(join(folder, name), { recursive: true });
  const file = join(folder, name, object);
  writeFileSync(file, content);
  if (mapping) writeFileSync(`${file}.mapping.json`, JSON.stringify(mapping));
  return file;
}

/** The receipt that `audit` writes for a file. */
async function auditedReceipt(file: string): Promise<Receipt> {
  const out = `${file}-out`;
  await auditCommand([file], { out }).catch(() => {});
  const written = readdirSync(out, { recursive: true, encoding: 'utf8' });
  const path = written.find((one) => one.endsWith('receipt.json'))!;
  return receiptSchema.parse(JSON.parse(readFileSync(join(out, path), 'utf8')));
}

/** The exit code of `inspect`. */
const codeOf = (file: string): Promise<number> =>
  inspect(file, {}).then(
    () => 0,
    ({ exitCode }) => exitCode,
  );

const countsIn = ({
  startedAt: _,
  finishedAt: __,
  object: ___,
  version: ____,
  mapping: _____,
  ...rest
}: Receipt) => rest;

describe('The counts that `inspect` predicts', () => {
  test.each(CASES)('are those of `audit` for the case %s, and decide the exit code', async (name) => {
    const file = copyOf(name);
    const { content, mapping } = caseFile(name);
    if (mapping && !parseMapping(JSON.stringify(mapping)).ok) {
      expect(await codeOf(file)).toBe(2);
      return;
    }
    const audited = await auditedReceipt(file);
    const predicted = await inspected(content, mapping).catch((error: unknown) => {
      if (error instanceof UnreadableFile) return null;
      throw error;
    });
    if (predicted) {
      expect(countsIn(predicted.receipt)).toEqual(countsIn(audited));
      expect(predicted.records).toBe(predicted.refusal === null ? audited.rows : predicted.records);
    } else expect(audited).toMatchObject({ rows: 0, events: 0 });
    // The file may get a starting mapping, so that it is audited first.
    expect(await codeOf(file)).toBe(audited.events === audited.rejected ? 3 : 0);
  });
});

/** Cases whose file no mapping can make readable. */
const UNMAPPABLE = new Set([
  // A needed column is in the file twice.
  'dup-header',
  'dup-header-map',
  // Each record is a column.
  'json-columns',
  // The content is not divided into records.
  'double-encoded-jsonl',
  'gzip-twice',
  'pretty-concat',
  'queue-wrapped',
  'utf16-nobom',
]);

/** Cases in which a person must know more about the file than its starting mapping asks. */
const UNDECIDABLE = new Set([
  // One of the two columns of scores needs another scale.
  'mixed-scale',
  // The words of the outcome are not seen before its column is known.
  'argilla',
]);

/** Cases whose file must be corrected before a mapping reads it. */
const CORRECTED_FIRST = new Set([
  // The rater stands in a row of its own.
  'redcap',
  // The file is a list of names.
  'folder-and-keys',
]);

const CRITERIA = defaultProtocol().criteria.map(({ id }) => id);

/**
 * Fills in the marked entries of a starting mapping as a person would, and deletes those that it calls optional.
 * @param shared the criteria that were assigned so far
 */
function filledIn(value: unknown, path: string, shared: Set<string>): unknown {
  if (typeof value === 'string' && value.startsWith(TO_EDIT)) return decided(value, path, shared);
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, part], index): [string, unknown][] => {
    const filled = filledIn(part, `${path}.${name}`, shared);
    const isLost =
      filled === undefined || (isScoreColumn(part) && !isScoreColumn(filled)) || NO_SCORES.has(name);
    const key = name.startsWith(TO_EDIT) ? decidedName(name, index) : name;
    return isLost ? [] : [[key, filled]];
  });
  return Object.fromEntries(entries);
}

/** The name of an entry: the field of columns with several judgments, or the answer of scores. */
const decidedName = (mark: string, index: number): string =>
  mark.includes('score, or outcome') ? 'score' : ['first', 'second'][index]!;

/** Columns of numbers that a person would not take for scores. */
const NO_SCORES = new Set(['Status', 'Progress', 'idx']);
const isScoreColumn = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && 'criterion' in part;

/** The beginnings of the columns that a person would choose. */
const COLUMNS_OF = new Map([
  ['.columns.first', 'metadata.model_a'],
  ['.columns.second', 'metadata.model_b'],
  ['.columns.outcome', 'responses.values.'],
]);

function decided(mark: string, path: string, shared: Set<string>): unknown {
  if (path.startsWith('.scale.values.')) return ([-2, -1, 0, 1, 2] as const)[shared.size % 5];
  if (mark.includes('or delete this line') && !path.startsWith('.labels.outcome')) return undefined;
  const [, listed = ''] = /one of: ([^;]*)/.exec(mark) ?? [];
  const candidates = listed.split(', ');
  if (path.endsWith('.criterion')) {
    const [only] = /^EDIT: (\w+) in one/.exec(mark)?.slice(1) ?? [];
    const criterion = only ?? CRITERIA.find((id) => !shared.has(`${path}${id}`) && !shared.has(id));
    if (criterion === undefined || shared.has(criterion)) return undefined;
    shared.add(criterion);
    return criterion;
  }
  if (path === '.row') return 'vote';
  if (path === '.order') return 'unknown';
  if (path.startsWith('.several.')) return JSON.parse(/^EDIT: write ("[^"]+")/.exec(mark)![1]!);
  if (path === '.constants.criterion') return 'harmlessness';
  if (path === '.constants.model') return 'model one';
  if (path.startsWith('.labels.outcome')) return ['first', 'second', 'tie'][shared.size % 2];
  if (path.startsWith('.labels.criterion')) {
    if (shared.has('harmlessness')) return null;
    shared.add('harmlessness');
    return 'harmlessness';
  }
  if (path === '.time.format') return /^EDIT: ([\w/]+)/.exec(mark)?.[1];
  if (path === '.scale') {
    const [, least] = /seen (-?[\d.]+) to/.exec(mark) ?? [];
    return Number(least) < 0 ? { from: [-2, 2] } : { from: [1, 5], to: [-2, 2] };
  }
  const named = candidates.find((candidate) => candidate.startsWith(COLUMNS_OF.get(path) ?? ' '));
  if (named !== undefined) return named;
  if (path.endsWith('.first')) return 'model one';
  if (path.endsWith('.second')) return 'model two';
  return candidates[0];
}

describe('The starting mapping', () => {
  test.each(CASES)('of the case %s reads rows as soon as its marked entries are decided', async (name) => {
    const { content, object } = caseFile(name);
    const bare = await importContent(content, undefined, object);
    if (bare.receipt.status === 'finished' || UNMAPPABLE.has(name)) return;
    const inspection = await inspected(content);
    expect(inspection.startingMapping).not.toBeNull();
    const mapping = filledIn(inspection.startingMapping, '', new Set());
    expect(JSON.stringify(mapping)).not.toContain(`${TO_EDIT}: `);
    const { receipt, rejects } = await importContent(content, mapping, object);
    if (CORRECTED_FIRST.has(name)) expect(receipt).toMatchObject({ status: 'failed', recorded: 0 });
    else expect(receipt, receipt.message).toMatchObject({ status: 'finished' });
    if (!UNDECIDABLE.has(name) && !CORRECTED_FIRST.has(name))
      expect(receipt.recorded, rejects).toBeGreaterThan(0);
    expect((await inspected(content, mapping)).receipt.recorded).toBe(receipt.recorded);
  });

  test.each([...UNMAPPABLE])('of the case %s does not exist', async (name) => {
    const inspection = await inspected(caseFile(name).content).catch((error: unknown) => {
      if (error instanceof UnreadableFile) return null;
      throw error;
    });
    expect(inspection?.startingMapping ?? null).toBeNull();
  });
});
