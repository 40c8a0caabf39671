import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../../cli/command-line/shell-names.ts';
import { plain } from '../../../cli/command-line/text.ts';

it.each([
  'my-study',
  'a folder',
  "it's",
  'a\\b $HOME `id` "x"',
  '\u001b]0;title\u0007\u001b[31mred',
  'turned \u202e round, it\'s a \\ "name"',
  'line\nbreak 7',
])('a printed word has no control characters, and the shell reads it as %j', (value) => {
  const word = shellWord(value);
  expect(plain(word)).toBe(word);
  expect(execFileSync('bash', ['-c', `printf %s ${word}`]).toString()).toBe(value);
});
