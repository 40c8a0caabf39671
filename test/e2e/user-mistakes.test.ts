import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { primum } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};

/** Steps that went well are told in lines of their own; whatever is left is about the mistake. */
const complaints = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^[✔✖] /.test(line));

/** What a command says of a mistake: one line, by the program's name, without a stack trace. */
async function mistake(
  parameters: readonly string[],
  code: number,
  options: Parameters<typeof primum>[1] = {},
): Promise<string> {
  const ended = await primum(parameters, { cwd: folder, ...options });
  const told = complaints(ended.stderr);
  expect(told, ended.stderr).toHaveLength(1);
  expect(told[0]).toMatch(/^primum: /);
  expect(ended.code, ended.stderr).toBe(code);
  return told[0]!;
}

/** A folder with a `java` that says this of its version, and nothing else. */
function fakeJava(name: string, banner: string): string {
  mkdirSync(path(name));
  const java = write(join(name, 'java'), `#!/bin/sh\necho '${banner}' >&2\n`);
  chmodSync(java, 0o755);
  return path(name);
}

describe('a local database', () => {
  test('that Primum does not know is named, with those that it knows', async () => {
    const env = { ...process.env, PRIMUM_DATABASE: 'mongodb' };
    expect(await mistake(['local'], 1, { env })).toBe(
      'primum: PRIMUM_DATABASE is "mongodb", which is not a local database: set it to dynoxide or dynamodb-local, or leave it out.',
    );
  });
});

describe('Java for DynamoDB Local', () => {
  const withPath = (directory: string): NodeJS.ProcessEnv => {
    const { JAVA_HOME: _, ...env } = process.env;
    return { ...env, PATH: directory, PRIMUM_DATABASE: 'dynamodb-local' };
  };

  test('that is missing is asked for, with the way to install it', async () => {
    mkdirSync(path('empty'));
    const line = await mistake(['local'], 1, { env: withPath(path('empty')) });
    expect(line).toMatch(/needs Java 17 or newer, but there is no Java on PATH: .*openjdk-17-jre-headless/);
  });

  test('that is too old is named', async () => {
    const old = fakeJava('java11', 'openjdk version "11.0.22" 2024-01-16');
    const line = await mistake(['start', '--votes', '10'], 1, { env: withPath(`${old}:/bin`) });
    expect(line).toMatch(/needs Java 17 or newer, but the one on PATH is Java 11: /);
  });
});

describe('a port', () => {
  let server: Server;
  let port: string;
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = String((server.address() as { port: number }).port);
  });
  afterAll(() => {
    server.close();
  });

  test.each(['--emulator-port', '--dynamodb-port'])('that is taken is named (%s)', async (option) => {
    const line = await mistake(['local', option, port], 1);
    expect(line).toContain(`Port ${port}, requested for`);
    expect(line).toContain('already in use');
  });

  test('that is no number is not taken for one', async () => {
    expect(await mistake(['local', '--emulator-port', 'http'], 2)).toContain('"http" is not a whole number');
  });
});

describe('audit', () => {
  const audit = (file: string, code: number) => mistake(['audit', file, '--out', path('out')], code);

  test('of a file that is not there says so', async () => {
    expect(await audit('nowhere.csv', 2)).toBe('primum: there is no file nowhere.csv');
  });

  test('of a folder says so', async () => {
    expect(await audit(folder, 2)).toContain('is not a file');
  });

  test('of a file whose name would clear the screen shows the name without doing so', async () => {
    expect(await audit('no\x1b[2J\u202e.csv', 2)).toBe('primum: there is no file no\ufffd[2J\ufffd.csv');
  });

  test('of a picture says that it is none of the formats', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
    expect(await audit(write('chart.png', png), 1)).toMatch(/chart\.png: The file cannot be read: /);
  });

  test('of a table with other columns says which it needs', async () => {
    const line = await audit(write('other.csv', 'name,age\nAda,36\n'), 1);
    expect(line).toMatch(
      /other\.csv: The file cannot be read: .*clinician, specialty, first, second, outcome/,
    );
  });

  test('of votes without an outcome names the missing column', async () => {
    const line = await audit(write('few.csv', 'judgment,clinician,specialty,at,first,second\n'), 1);
    expect(line).toMatch(/few\.csv: The file cannot be read: .*lacks.*outcome/);
  });

  test('of an empty file says that it is empty', async () => {
    expect(await audit(write('empty.csv', ''), 1)).toMatch(/empty\.csv: The file is empty\.$/);
  });

  test('into a file says that it is no folder', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--out', write('taken', '')], 2);
    expect(line).toMatch(/taken cannot be a folder: EEXIST$/);
  });

  test('of two votes that contradict each other tells of it', async () => {
    const vote = 'a,b,cardiology,m1,m2';
    const votes = write(
      'odd.csv',
      `judgment,clinician,specialty,first,second,outcome\n${vote},first\n${vote},second\n`,
    );
    const { stderr } = await primum(['audit', votes, '--out', path('out')]);
    expect(stderr).toContain('2 records, 0 rejected, 1 at odds with another of the same id and revision');
  });

  test('under a protocol that is none says what is wrong with it', async () => {
    const votes = write('one.jsonl', '{}\n');
    const protocol = write('protocol.json', '{"minimumN": "ten"}');
    const line = await mistake(['audit', votes, '--protocol', protocol], 2);
    expect(line).toMatch(/protocol\.json: .*minimumN/);
  });

  test('under a secret that is empty says so', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--secret-file', write('s', '\n')], 2);
    expect(line).toContain('must hold the secret');
  });

  test('of a study that cannot be named so says so', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--study', 'Heart/Study'], 2);
    expect(line).toContain('"Heart/Study"');
  });
});

describe('a command for a deployment', () => {
  test.each([
    ['recount', '--study', 'nope'],
    ['send', 'events.jsonl'],
  ])('%s says how to start one where none is', async (...parameters) => {
    write('events.jsonl', '');
    expect(await mistake(parameters, 2)).toMatch(
      /there is no out\/local\/outputs\.json: start a local stack/,
    );
  });

  test('that is given something else than outputs says what outputs hold', async () => {
    const outputs = write('outputs.json', '{"Primum": {"VotesQueueUrl": "x"}}');
    const line = await mistake(['recount', '--study', 's', '--outputs', outputs], 2);
    expect(line).toMatch(/does not hold the outputs of a Primum stack/);
  });
});

describe('Node', () => {
  test.each(['18.20.4', '20.20.0', '22.12.0'])(
    '%s is too old, and the line says what to do',
    async (version) => {
      const older = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
      const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(older)}`];
      const line = await mistake(['--version'], 1, { nodeOptions });
      expect(line).toContain(`needs Node.js 22.18 or newer, and runs on ${version}`);
    },
  );
});

describe('what the command line does not know', () => {
  test.each([
    [['adit'], "unknown command 'adit'"],
    [['audit'], "missing required argument 'files'"],
    [['recount'], "required option '--study <name>' not specified"],
    [['local', '--prot'], "unknown option '--prot'"],
  ])('%j is used wrongly', async (parameters, words) => {
    const { code, stderr } = await primum(parameters, { cwd: folder });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  test('is named without the control characters that it holds', async () => {
    const { stderr } = await primum(['adit\x1b[2J\u009b31m'], { cwd: folder });
    expect(stderr).toContain("unknown command 'adit\ufffd[2J\ufffd31m'");
  });

  test('help is no mistake', async () => {
    const { code, stdout } = await primum(['--help'], { cwd: folder });
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done with rejects.');
    expect(code).toBe(0);
  });
});
