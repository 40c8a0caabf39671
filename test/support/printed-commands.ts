import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../infra/bundle.ts';

/** A command that the documentation prints. */
export interface PrintedCommand {
  readonly file: string;
  readonly line: number;
  readonly language: 'sh' | 'python';
  readonly text: string;
}

/** The pages that a reader follows in this order, because later ones use the results of earlier ones. */
const GUIDE = [
  'README.md',
  'docs/getting-started.md',
  'docs/bring-your-own-data.md',
  'docs/check-an-audit.md',
  'docs/commands.md',
  'docs/deploy.md',
  'docs/permissions.md',
  'docs/runbook.md',
];

/** The pages of the guide, all other pages of `docs/`, and CONTRIBUTING. */
export function documents(): string[] {
  const others = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((name) => !GUIDE.includes(name))
    .sort();
  return [...GUIDE, ...others, 'CONTRIBUTING.md'];
}

const SHELL = new Set(['sh', 'bash', 'shell', 'console']);
/** Programs, and the functions that the runbook defines, with which a command in running text begins. */
const INLINE = /`((?:npm|npx|aws|node|python3?|curl|docker|logs|invoke|output) [^`]+)`/g;

/** The commands of a page in their order: each line of a shell block, each Python block, and those in running text. */
export function printedCommands(file: string): PrintedCommand[] {
  const commands: PrintedCommand[] = [];
  let language: string | null = null;
  let python: string[] = [];
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const at = { file, line: index + 1 };
      const fence = /^\s*```(\w*)/.exec(text);
      if (fence) {
        if (language === 'python') commands.push({ ...at, language, text: python.join('\n') });
        python = [];
        language = language === null ? fence[1]! : null;
      } else if (language === null)
        for (const [, inline] of text.matchAll(INLINE))
          commands.push({ ...at, language: 'sh', text: inline! });
      else if (language === 'python') python.push(text);
      else if (SHELL.has(language)) {
        const command = text.replace(/\s+# .*$/, '').trim();
        if (command !== '' && !command.startsWith('#'))
          commands.push({ ...at, language: 'sh', text: command });
      }
    });
  return commands;
}
