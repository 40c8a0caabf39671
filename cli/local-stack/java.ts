import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { LocalStackError } from './errors.ts';

/** The oldest Java that DynamoDB Local runs on. */
export const OLDEST_JAVA_VERSION = 17;

const REMEDY =
  'install it with `apt-get install openjdk-17-jre-headless` (Debian, Ubuntu), `brew install openjdk@17` (macOS) ' +
  'or `winget install EclipseAdoptium.Temurin.17.JRE` (Windows), or point JAVA_HOME at one';

/**
 * The major version in the output of `java -version`, or undefined if the output does not come from Java. Up to Java
 * 8 the version began with "1.": `1.8.0_392` is version 8.
 */
export function javaMajor(banner: string): number | undefined {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(banner);
  if (!match) return undefined;
  const [, first, second] = match;
  return Number(first === '1' ? second : first);
}

function banner(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, ['-version'], { env, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') reject(error);
      else resolve(`${stderr}${stdout}`);
    });
  });
}

/**
 * The Java command to use: the one in JAVA_HOME if that is set, and otherwise the one on the PATH.
 * @throws LocalStackError if there is no Java, or only one older than 17; the message says which one was found and
 * how to install it
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const command = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
  const where = env.JAVA_HOME ? `JAVA_HOME (${env.JAVA_HOME})` : 'PATH';
  const found = await banner(command, env).catch(() => undefined);
  if (found === undefined) {
    throw new LocalStackError(
      `DynamoDB Local needs Java ${OLDEST_JAVA_VERSION} or newer, but there is no Java on ${where}: ${REMEDY}.`,
    );
  }
  const major = javaMajor(found);
  if (major === undefined) {
    const output = found.trim().split('\n')[0] || 'no message';
    throw new LocalStackError(
      `DynamoDB Local needs Java ${OLDEST_JAVA_VERSION} or newer, but the Java on ${where} does not run (it printed: ${output}): ${REMEDY}.`,
    );
  }
  if (major < OLDEST_JAVA_VERSION) {
    throw new LocalStackError(
      `DynamoDB Local needs Java ${OLDEST_JAVA_VERSION} or newer, but the one on ${where} is Java ${major}: ${REMEDY}.`,
    );
  }
  return command;
}
