import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDynamoDb } from '../../../cli/local-stack/dynamodb.ts';
import { findJava, javaMajor } from '../../../cli/local-stack/java.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'primum-java-'));
  mkdirSync(join(home, 'bin'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function fakeJava(banner: string): NodeJS.ProcessEnv {
  const path = join(home, 'bin', 'java');
  writeFileSync(path, `#!/bin/sh\necho '${banner}' >&2\n`);
  chmodSync(path, 0o755);
  return { PRIMUM_DATABASE: 'dynamodb-local', PATH: `${join(home, 'bin')}:/bin` };
}

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "24" 2025-03-18', 24],
  ['java version "11.0.2" 2019-01-15 LTS', 11],
  ['java version "1.8.0_392"', 8],
  ['Unable to locate a Java Runtime.', undefined],
])('the output %s means Java %s', (banner, major) => expect(javaMajor(banner)).toBe(major));

describe('a start of DynamoDB Local', () => {
  test('gives one error line with the remedy if there is no Java', async () => {
    const env = { PRIMUM_DATABASE: 'dynamodb-local', PATH: '/nowhere' };
    const line = await startDynamoDb({ env }).catch((error: Error) => error.message);
    expect(line).toMatch(/needs Java 17 or newer, but there is no Java on PATH: .*openjdk-17-jre-headless/);
    expect(line).not.toContain('\n');
  });

  test('gives one error line with the remedy if Java is version 11', async () => {
    const env = fakeJava('openjdk version "11.0.22" 2024-01-16');
    const line = await startDynamoDb({ env }).catch((error: Error) => error.message);
    expect(line).toMatch(/needs Java 17 or newer, but the one on PATH is Java 11: install it with `apt-get/);
  });

  test('gives one error line with the remedy if java is a stub that only prints an installation hint', async () => {
    const env = fakeJava('Unable to locate a Java Runtime.');
    await expect(findJava(env)).rejects.toThrow(/does not run \(it printed: Unable to locate/);
  });

  test('gives one error line with the remedy if JAVA_HOME does not exist, even with a suitable Java on the PATH', async () => {
    const env = { ...process.env, JAVA_HOME: '/nowhere' };
    await expect(findJava(env)).rejects.toThrow('there is no Java on JAVA_HOME (/nowhere)');
  });
});
