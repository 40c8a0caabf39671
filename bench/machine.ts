import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findJava, javaMajor } from '../local/stack/java.ts';

/**
 * What the figures were measured on, in one line.
 * @throws LocalStackError where there is no Java, or one too old
 */
export async function describeMachine(): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(await findJava(), ['-version']);
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() || 'unknown'})`,
    `${gigabytes} GB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `Java ${javaMajor(stderr + stdout)}`,
  ].join(', ');
}

/** How many processes want to run, on average of the last minute: the bench itself takes about two. */
export const load = (): string => loadavg()[0]!.toFixed(1);
