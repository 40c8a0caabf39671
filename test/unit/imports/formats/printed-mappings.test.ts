import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProtocol } from '../../../../shared/events/protocols/parse-protocol.ts';
import { missingEntries } from '../../../../shared/imports/formats/missing-entries.ts';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { withReady } from '../../../../shared/imports/formats/ready.ts';
import { statesNoField } from '../../../../shared/imports/formats/states-no-field.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/bring-your-own-data.md'), 'utf8');
const printed = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text]) => text ?? '');
const isProtocol = (text: string): boolean => text.includes('"aliases"');
const mappings = printed.filter((text) => !isProtocol(text));

test('each mapping that the documentation prints is complete', () => {
  expect(mappings.length).toBeGreaterThan(5);
  for (const text of mappings) {
    const parsed = parseMapping(text);
    expect(parsed, text).toMatchObject({ ok: true });
    if (parsed.ok && statesNoField(parsed.mapping)) continue;
    expect(parsed.ok && missingEntries(withReady(parsed.mapping)), text).toEqual([]);
  }
});

test('each protocol that the documentation prints is valid', () => {
  const protocols = printed.filter(isProtocol);
  expect(protocols).toHaveLength(1);
  for (const text of protocols) expect(parseProtocol(text), text).toMatchObject({ ok: true });
});
