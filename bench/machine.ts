import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findJava, javaMajor } from '../local/stack/java.ts';

/**
 * What the figures were measured on, in one line. The load says how busy the machine was with other things.
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
    `load ${loadavg()[0]!.toFixed(1)} at the start`,
  ].join(', ');
}
