import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { readMessage } from '../../../shared/events/message.ts';
import { repeatsKey } from '../../../shared/lib/lossless-json.ts';
import { people, readFile, vote } from './study.ts';

const repeats = (text: string): boolean => repeatsKey(text, JSON.parse(text));

/**
 * Texts that look like the syntax around them. None ends in a quote or a backslash, because JSON.parse of Node 24
 * misreads a name `"` if an earlier object had the name `\`.
 */
const odd = fc.constantFrom('a', '":', '\\":', '"a', '\\a', '{"a":1,"a":2}', '__proto__', 'ä', '\n');
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    odd,
    fc.integer(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(odd, tie('any'), { maxKeys: 4 }),
  ),
})).any;

test('JSON that is written from a value names no member twice, in any layout', () => {
  fc.assert(
    fc.property(value, fc.constantFrom('', ' ', '\t', '\n  '), (content, indent) => {
      const text = JSON.stringify(content, null, indent);
      expect(repeats(text)).toBe(false);
      expect(repeats(text.replaceAll('": ', '" :'))).toBe(false);
    }),
  );
});

test('a name that occurs twice in one object is found at any depth', () => {
  fc.assert(
    fc.property(value, odd, fc.nat(3), (content, name, depth) => {
      const key = JSON.stringify(name);
      const part = JSON.stringify(content);
      const twice = `{"x y":${part},${key}:${part} , ${key} : ${part}}`;
      const text = `${'[{"in":'.repeat(depth)}${twice}${'}]'.repeat(depth)}`;
      expect(repeats(text)).toBe(true);
    }),
  );
});

test('a search for repeated names covers a hundred thousand nested lists', () => {
  expect(repeats(`${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`)).toBe(true);
});

const TWICE = JSON.stringify(vote).replace('{"harmlessness":', '{"harmlessness":2,"harmlessness":');

test('two scores on one criterion in a line cost only that line', async () => {
  const good = JSON.stringify(vote);
  const { events, rejects } = await readFile([good, TWICE, good].join('\n'));
  expect(events).toHaveLength(2);
  expect(rejects).toMatchObject([{ line: 2, reason: 'unparsable' }]);
  expect(rejects[0]?.message).toMatch(/twice/);
});

test('a message with two scores on one criterion is refused', async () => {
  const protocols = { get: async () => ({ status: 'registered', protocol: defaultProtocol() }) as const };
  const read = await readMessage(TWICE, { pseudonymiser: people, protocols, arrived: 0, studies: null });
  expect(read).toMatchObject({ events: [], rejects: [{ reason: 'unparsable' }] });
});
