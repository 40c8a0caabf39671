import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../cli/cli.ts';
import { ROOT } from '../../../infra/bundle.ts';

/** The text that `--help` prints, with the examples. */
function helpText(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

const groupsOf = (text: string, heading: RegExp, command: RegExp) => {
  const [, ...parts] = text.split(heading);
  return parts.flatMap((name, index) =>
    index % 2 === 0 ? [[name, [...parts[index + 1]!.matchAll(command)].map(([, found]) => found)]] : [],
  );
};

const commands = createProgram().commands;

describe('the help of primum', () => {
  const help = helpText(createProgram());

  test('lists the commands in the groups of the page of commands, in the same order', () => {
    const page = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8').split('## The deployment')[0]!;
    const listed = groupsOf(
      help.split('\nHelp:\n')[0]!,
      /^(Try.*|Read.*|Operate.*|Check.*):$/m,
      /^ {2}(\w+)/gm,
    );
    expect(listed).toHaveLength(4);
    expect(listed).toEqual(groupsOf(page, /^## (.*)$/m, /^\| `(\w+)[^`]*` \|/gm));
  });

  test('lists every command once', () => {
    const listed = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...commands.map((command) => command.name()), 'help'].sort());
  });
});

describe.each(commands.map((command) => [command.name(), command] as const))('the help of %s', (name) => {
  const help = () => helpText(createProgram().commands.find((command) => command.name() === name)!);
  const examples = () => help().match(/^ {2}npm run primum -- .*$/gm) ?? [];

  test('ends with examples', () => {
    expect(help()).toMatch(/\nExamples?:\n( {2}npm run primum -- .*\n)+$/);
    for (const example of examples()) expect(example).toContain(`npm run primum -- ${name}`);
  });

  test('has examples that the command accepts', async () => {
    for (const example of examples()) {
      const [words = ''] = example
        .trim()
        .replace('npm run primum -- ', '')
        .split(/ [<>] /);
      const program = createProgram();
      const command = program.commands.find((one) => one.name() === name)!;
      let runs = 0;
      // The example of a group of commands runs one of them.
      for (const one of command.commands.length > 0 ? command.commands : [command])
        one.action(() => {
          runs += 1;
        });
      await program.parseAsync(words.split(' '), { from: 'user' });
      expect(runs).toBe(1);
    }
  });
});
