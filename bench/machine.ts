import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { databaseEngine } from '../cli/local-stack/dynamodb.ts';

/**
 * The machine and the programs that the figures were measured on, in one line.
 * @throws LocalStackError if the database engine cannot run here
 */
export async function describeMachine(): Promise<string> {
  const engine = databaseEngine();
  await engine.check(process.env);
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() || 'unknown'})`,
    `${gigabytes} GB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    await engine.describe(process.env),
  ].join(', ');
}

/**
 * Average number of processes that want to run, over the last minute. The benchmark itself accounts for about two.
 */
export const load = (): string => loadavg()[0]!.toFixed(1);
