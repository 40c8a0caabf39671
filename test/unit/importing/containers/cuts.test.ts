import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../../../shared/importing/unreadable-file.ts';
import { FILES, read } from './files.ts';

describe.each(FILES)('%s', (name, content) => {
  const bytes = Buffer.from(content as string);

  test('reads the same however it is cut into chunks', async () => {
    const whole = await read(content);
    expect(whole.error).toBeNull();
    expect(whole.records.filter((record) => 'value' in record)).toHaveLength(5);
    for (let size = 1; size < 40; size += 1) expect(await read(content, { size })).toEqual(whole);
  });

  test('goes on from after any of its records as if it had been read up to there', async () => {
    const { records } = await read(content);
    for (const [index, { next }] of records.entries())
      expect(await read(content, { from: next })).toEqual({ records: records.slice(index + 1), error: null });
  });

  test('gives what comes before the cut, wherever it is cut off, and then says what is wrong', async () => {
    const { records } = await read(content);
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = await read(bytes.subarray(0, length));
      if (cut.error !== null) expect(cut.error, `${length}`).toBeInstanceOf(UnreadableFile);
      // The last record may be torn: all others are those of the whole file.
      const sure = cut.records.slice(0, -1);
      if (name !== 'JSON lines' || sure.length > 1) expect(sure).toEqual(records.slice(0, sure.length));
    }
  });
});
