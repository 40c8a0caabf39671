import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingEntries } from '../../../../shared/imports/formats/missing-entries.ts';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { withReady } from '../../../../shared/imports/formats/ready.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/bring-your-own-data.md'), 'utf8');
const mappings = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text]) => text ?? '');

test('each mapping that the documentation prints is complete', () => {
  expect(mappings.length).toBeGreaterThan(5);
  for (const text of mappings) {
    const parsed = parseMapping(text);
    expect(parsed, text).toMatchObject({ ok: true });
    expect(parsed.ok && missingEntries(withReady(parsed.mapping)), text).toEqual([]);
  }
});
