import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import { FILES, read } from './files.ts';

describe.each(FILES)('%s', (name, content) => {
  const bytes = Buffer.from(content as string);

  test('gives the same records for every division into chunks', async () => {
    const whole = await read(content);
    expect(whole.error).toBeNull();
    expect(whole.records.filter((record) => 'value' in record)).toHaveLength(5);
    for (let size = 1; size < 40; size += 1) expect(await read(content, { size })).toEqual(whole);
  });

  test('can be resumed behind any of its records with the same result', async () => {
    const { records } = await read(content);
    for (const [index, { next }] of records.entries())
      expect(await read(content, { from: next })).toEqual({ records: records.slice(index + 1), error: null });
  });

  test('gives the records before any cut, and then an error with the reason', async () => {
    const { records } = await read(content);
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = await read(bytes.subarray(0, length));
      if (cut.error !== null) expect(cut.error, `${length}`).toBeInstanceOf(UnreadableFile);
      // The last record may be torn, and half of a unit may be a record of its own. All others are those of the
      // complete file.
      const sure = cut.records.slice(0, name.includes('UTF-16') ? -2 : -1);
      if (!name.startsWith('JSON lines') || sure.length > 1)
        expect(sure).toEqual(records.slice(0, sure.length));
    }
  });
});
