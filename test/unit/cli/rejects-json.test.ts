import { expect, test } from 'vitest';
import { rejectJson } from '../../../cli/commands/data/rejects/rejects-text.ts';

test('a reject as JSON contains no character that a terminal obeys, and keeps its content', () => {
  const text = 'é \u001b[2J \u009b31m \u202e \u007f \u{e0041} \r';
  const reject = {
    ...{ at: '2026-03-01T09:30:00.000Z', place: text, reason: 'invalid', field: text, message: text },
    row: { [text]: [text] },
  };
  expect(rejectJson(reject)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(rejectJson(reject)).toContain('é');
  expect(JSON.parse(rejectJson(reject))).toEqual(reject);
});
