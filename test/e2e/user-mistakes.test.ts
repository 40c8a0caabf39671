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

/** The lines about a mistake. Completed steps have separate lines and are left out. */
const complaints = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^[✔✖] /.test(line));

/**
 * The message of a command about a mistake. It must be one line that begins with the program's name, without a stack
 * trace.
 */
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

/** A folder with a `java` that prints this version and does nothing else. */
function fakeJava(name: string, banner: string): string {
  mkdirSync(path(name));
  const java = write(join(name, 'java'), `#!/bin/sh\necho '${banner}' >&2\n`);
  chmodSync(java, 0o755);
  return path(name);
}

describe('a local database', () => {
  test('is named in the message, with the known databases, if Primum does not know it', async () => {
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

  test('is reported with the way to install it if it is missing', async () => {
    mkdirSync(path('empty'));
    const line = await mistake(['local'], 1, { env: withPath(path('empty')) });
    expect(line).toMatch(/needs Java 17 or newer, but there is no Java on PATH: .*openjdk-17-jre-headless/);
  });

  test('is reported if it is too old', async () => {
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

  test.each(['--emulator-port', '--dynamodb-port'])(
    'is reported if it is already in use (%s)',
    async (option) => {
      const line = await mistake(['local', option, port], 1);
      expect(line).toContain(`Port ${port}, requested for`);
      expect(line).toContain('already in use');
    },
  );

  test('is refused if it is not a number', async () => {
    expect(await mistake(['local', '--emulator-port', 'http'], 2)).toContain('"http" is not a whole number');
  });
});

describe('audit', () => {
  const audit = (file: string, code: number) => mistake(['audit', file, '--out', path('out')], code);

  test('reports a missing file', async () => {
    expect(await audit('nowhere.csv', 2)).toBe('primum: there is no file nowhere.csv');
  });

  test('reports that a folder is not a file', async () => {
    expect(await audit(folder, 2)).toContain('is not a file');
  });

  test('shows a file name with control characters in a harmless form', async () => {
    expect(await audit('no\x1b[2J\u202e.csv', 2)).toBe('primum: there is no file no\ufffd[2J\ufffd.csv');
  });

  test('reports that the format of a picture is unknown', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
    expect(await audit(write('chart.png', png), 1)).toMatch(/chart\.png: The file cannot be read: /);
  });

  test('lists the required columns if a table has other columns', async () => {
    const line = await audit(write('other.csv', 'name,age\nAda,36\n'), 1);
    expect(line).toMatch(
      /other\.csv: The file cannot be read: .*clinician, specialty, first, second, outcome/,
    );
  });

  test('names the missing column if votes have no outcome', async () => {
    const line = await audit(write('few.csv', 'judgment,clinician,specialty,at,first,second\n'), 1);
    expect(line).toMatch(/few\.csv: The file cannot be read: .*lacks.*outcome/);
  });

  test('reports that a file is empty', async () => {
    expect(await audit(write('empty.csv', ''), 1)).toMatch(/empty\.csv: The file is empty\.$/);
  });

  test('reports an output folder that is a file', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--out', write('taken', '')], 2);
    expect(line).toMatch(/taken cannot be a folder: EEXIST$/);
  });

  test('reports the conflict of two contradictory votes', async () => {
    const vote = 'a,b,cardiology,m1,m2';
    const votes = write(
      'odd.csv',
      `judgment,clinician,specialty,first,second,outcome\n${vote},first\n${vote},second\n`,
    );
    const { code, stderr } = await primum(['audit', votes, '--out', path('out')]);
    expect(code).toBe(3);
    expect(stderr).toContain('2 records, 0 rejected, 1 in conflict with another of the same id and revision');
  });

  test('reports the fault of an invalid protocol', async () => {
    const votes = write('one.jsonl', '{}\n');
    const protocol = write('protocol.json', '{"minimumN": "ten"}');
    const line = await mistake(['audit', votes, '--protocol', protocol], 2);
    expect(line).toMatch(/protocol\.json: .*minimumN/);
  });

  test('reports an empty secret', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--secret-file', write('s', '\n')], 2);
    expect(line).toContain('must contain the secret');
  });

  test('reports an invalid name of a study', async () => {
    const line = await mistake(['audit', write('one.jsonl', '{}\n'), '--study', 'Heart/Study'], 2);
    expect(line).toContain('"Heart/Study"');
  });
});

describe('a command for a deployment', () => {
  test.each([
    ['recount', '--study', 'nope'],
    ['send', 'events.jsonl'],
  ])('%s explains how to start a deployment if there is none', async (...parameters) => {
    write('events.jsonl', '');
    expect(await mistake(parameters, 2)).toMatch(
      /there is no out\/local\/outputs\.json: start a local stack/,
    );
  });

  test('lists the required outputs if the file contains other data than outputs', async () => {
    const outputs = write('outputs.json', '{"Primum": {"VotesQueueUrl": "x"}}');
    const line = await mistake(['recount', '--study', 's', '--outputs', outputs], 2);
    expect(line).toMatch(/does not contain the outputs of a Primum stack/);
  });
});

describe('Node', () => {
  test.each(['18.20.4', '20.20.0', '22.12.0'])(
    '%s is too old, and the message names the remedy',
    async (version) => {
      const older = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
      const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(older)}`];
      const line = await mistake(['--version'], 1, { nodeOptions });
      expect(line).toContain(`needs Node.js 22.18 or newer, and runs on ${version}`);
    },
  );
});

describe('an unknown part of the command line', () => {
  test.each([
    [['adit'], "unknown command 'adit'"],
    [['audit'], "missing required argument 'files'"],
    [['recount'], "required option '--study <name>' not specified"],
    [['local', '--prot'], "unknown option '--prot'"],
  ])('%j is an error of use', async (parameters, words) => {
    const { code, stderr } = await primum(parameters, { cwd: folder });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  test('is shown without its control characters', async () => {
    const { stderr } = await primum(['adit\x1b[2J\u009b31m'], { cwd: folder });
    expect(stderr).toContain("unknown command 'adit\ufffd[2J\ufffd31m'");
  });

  test('help is not an error', async () => {
    const { code, stdout } = await primum(['--help'], { cwd: folder });
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done with rejects.');
    expect(code).toBe(0);
  });
});
