import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { importsCommand } from '../../../cli/commands/data/imports.ts';
import { found, notFound } from '../../../shared/contracts/notes.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { nothingRead, receiptOf } from '../../../shared/imports/receipt.ts';
import { receiptFolder } from '../../../shared/imports/receipt-keys.ts';
import { fileIdOf } from '../../../shared/ledger/import-log/import-id.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dir = temporaryFolder();
const NOW = '2026-03-01T09:30:00.000Z';

/** Writes the receipt of an import of a study, and lists the imports of this study. */
async function listed(study: string, outcomes: Partial<Receipt>) {
  const identity = { study, object: 'a.csv', version: 'v1', mapping: '' };
  const receipt = receiptOf(
    identity,
    { ...nothingRead(NOW), position: 4 },
    { status: 'finished', finishedAt: NOW },
  );
  const folder = join(dir, receiptFolder(identity));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'receipt.json'), JSON.stringify({ ...receipt, ...outcomes }));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await importsCommand(study, { dir, format: 'table', outputs: '' });
    return null;
  } catch (error) {
    return error;
  } finally {
    log.mockRestore();
  }
}

test.each([
  ['rejects', { rejected: 2 }, /2 events were rejected/],
  ['conflicts', { conflict: 1 }, /1 event contradicts another of the same id and revision/],
  ['a failure', { status: 'failed' }, /1 import failed/],
] as const)('a list of imports with %s ends with exit code 3', async (kind, outcomes, message) => {
  const error = await listed(`with-${kind.replace(' ', '-')}`, outcomes);
  expect(error).toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
});

test('a list of imports with only duplicates and stale events ends with exit code 0', async () => {
  expect(await listed('harmless', { duplicate: 3, stale: 1 })).toBeNull();
});

test('the list of imports shows what each file lost by its mapping', async () => {
  const identity = { study: 'heart', object: 'a.csv', version: 'v1', mapping: '' };
  const state = { ...nothingRead(NOW), position: 7, notes: new Map([[found('area'), 1]]) };
  const named = ['area', 'stars'].map((path) => ({ path, near: ['score'], isIn: () => false }));
  const receipt = receiptOf(identity, state, { status: 'finished', finishedAt: NOW, named });
  expect(receipt.warnings).toMatchObject([{ warning: notFound('stars'), count: 7 }]);
  const folder = join(dir, receiptFolder(identity));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'receipt.json'), JSON.stringify(receipt));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await importsCommand('heart', { dir, format: 'table', outputs: '' });
    expect(log.mock.calls[0]?.[0]).toMatch(
      /! 7 records without a value under "stars".*near it there are "score"/,
    );
  } finally {
    log.mockRestore();
  }
});

test('the id of a file in a log finds its receipt', async () => {
  const identities = ['v1', 'v2'].map((version) => ({
    study: 'logged',
    object: 'Ann.csv',
    version,
    mapping: '',
  }));
  for (const identity of identities) {
    const receipt = receiptOf(identity, nothingRead(NOW), { status: 'finished', finishedAt: NOW });
    const folder = join(dir, receiptFolder(identity));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'receipt.json'), JSON.stringify(receipt));
  }
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const options = { dir, format: 'json', outputs: '' } as const;
    await importsCommand('logged', { ...options, file: fileIdOf(identities[1]!) });
    expect(JSON.parse(log.mock.calls[0]?.[0])).toMatchObject([{ object: 'Ann.csv', version: 'v2' }]);
    await expect(importsCommand('logged', { ...options, file: 'another' })).rejects.toMatchObject({
      exitCode: 2,
    });
  } finally {
    log.mockRestore();
  }
});
