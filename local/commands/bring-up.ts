import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseEngine } from '../stack/dynamodb.ts';
import { checkPrerequisites, type Stack, type StackOptions, startStack } from '../stack/index.ts';
import { step } from '../terminal.ts';

export interface BringUpOptions extends Omit<StackOptions, 'assembly'> {
  /** Minutes between snapshots; the deployment's own number where it is not given. */
  readonly publishEvery?: number;
}

/** A local stack that removes what it wrote when it stops. */
export async function bringUp({ publishEvery, ...options }: BringUpOptions): Promise<Stack> {
  await checkPrerequisites(options.ports);
  const directory = await mkdtemp(join(tmpdir(), 'primum-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const assembly = await step('Synthesising the stack', async () => {
      // Loading the CDK takes seconds, which commands without a stack should not spend.
      const { synthesise } = await import('../../infra/synthesise.ts');
      const { Duration } = await import('aws-cdk-lib/core');
      const timings = publishEvery === undefined ? {} : { publishEvery: Duration.minutes(publishEvery) };
      return [await synthesise({ outdir: join(directory, 'cdk.out'), timings }), 'template and bundles'];
    });
    const stack = await step('Starting the local stack', async () => {
      const running = await startStack({ ...options, assembly });
      return [running, `DynamoDB (${databaseEngine().label}), S3, SQS and the functions, on loopback`];
    });
    return {
      ...stack,
      stop: async () => {
        await stack.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Runs `work` on a stack and stops the stack whatever happens, Ctrl-C included. */
export async function withStack<T>(
  options: BringUpOptions,
  work: (stack: Stack, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const stack = await bringUp(options);
  try {
    interruption.signal.throwIfAborted();
    const aborted = new Promise<never>((_, reject) =>
      interruption.signal.addEventListener('abort', () => reject(interruption.signal.reason), { once: true }),
    );
    return await Promise.race([work(stack, interruption.signal), aborted]);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await stack.stop();
  }
}
