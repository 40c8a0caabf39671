import { expect, test } from 'vitest';
import { countBytesRead, progressNote } from '../../../cli/commands/data/offline/reading-progress.ts';
import { sourceOf } from '../imports/bytes.ts';

test('a source reports how much of it was read', async () => {
  const source = countBytesRead(sourceOf('0123456789', 2));
  expect(source.share()).toBe(0);
  await Array.fromAsync(source.read(0, 4));
  expect(source.share()).toBe(0.4);
  await Array.fromAsync(source.read(4));
  expect(source.share()).toBe(1);
});

test('progress shows rows, rate, rejects and the remaining time', () => {
  const progress = { records: 30_000, rejected: 1200 };
  expect(progressNote(progress, 0.25, 2)).toBe(
    'records, 15,000 a second, 1,200 rejected, 25 % of the file, 6 s left',
  );
  expect(progressNote(progress, 1, 2)).toBe('records, 15,000 a second, 1,200 rejected, 100 % of the file');
});
