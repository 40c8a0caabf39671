import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { databaseEngine } from '../stack/dynamodb.ts';
import { checkPrerequisites, type Stack, type StackOptions, startStack } from '../stack/index.ts';
import { CommandError, EXIT, step } from '../terminal.ts';

export interface BringUpOptions extends Omit<StackOptions, 'assembly'> {
  /** Minutes between snapshots; the deployment's own number if it is not given. */
  readonly publishEvery?: number;
}

/** A command on a local stack got SIGINT or SIGTERM. The stack has been stopped by the time a caller sees this. */
export class Interrupted extends CommandError {
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}; nothing is left running`);
  }
}

/** A local stack that removes what it wrote when it stops. @throws the reason of `interrupted` */
export async function bringUp(
  { publishEvery, ...options }: BringUpOptions,
  interrupted?: AbortSignal,
): Promise<Stack> {
  await checkPrerequisites(options.ports);
  const directory = await mkdtemp(join(tmpdir(), 'primum-'));
  const removeAtExit = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  const remove = async () => {
    await rm(directory, { recursive: true, force: true });
    process.off('exit', removeAtExit);
  };
  try {
    const assembly = await step('Synthesising the stack', async (progress) => {
      progress.show('loading the CDK');
      // Loading the CDK takes seconds, which commands without a stack should not spend.
      const { synthesise } = await import('../../infra/synthesise.ts');
      const { Duration } = await import('aws-cdk-lib/core');
      const timings = publishEvery === undefined ? {} : { publishEvery: Duration.minutes(publishEvery) };
      progress.show('making the template and bundling the functions');
      return [await synthesise({ outdir: join(directory, 'cdk.out'), timings }), 'template and bundles'];
    });
    // Synthesis is synchronous. A signal that came meanwhile is delivered within one whole turn of the event loop.
    for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    interrupted?.throwIfAborted();
    const stack = await step('Starting the local stack', async (progress) => {
      const running = await startStack({ ...options, assembly, onWait: progress.show });
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

/** Signals that arrive together are one: npm passes on a Ctrl-C that the terminal has already sent to all. */
const SAME_SIGNAL_MS = 1_000;
/** Time in which a start that was interrupted may end in order. */
const START_GRACE_MS = 60_000;

/**
 * Runs `work` on a stack and stops the stack whatever happens, Ctrl-C included. A second Ctrl-C ends the process at
 * once, and so does a start that does not end after the first: the children of a stack end with its process.
 * @throws Interrupted
 */
export async function withStack<T>(
  options: BringUpOptions,
  work: (stack: Stack, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = new AbortController();
  const endAtOnce = () => process.exit(EXIT.failed);
  let interruptedAt = 0;
  let isUp = false;
  const interrupt = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (!interruption.signal.aborted) {
      interruptedAt = now;
      interruption.abort(new Interrupted(signal));
      console.error(process.stderr.isTTY ? '\nStopping …' : 'Stopping …');
      if (!isUp) setTimeout(() => isUp || endAtOnce(), START_GRACE_MS).unref();
    } else if (now - interruptedAt > SAME_SIGNAL_MS) endAtOnce();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const stack = await bringUp(options, interruption.signal);
    isUp = true;
    try {
      interruption.signal.throwIfAborted();
      return await Promise.race([work(stack, interruption.signal), rejectionAt(interruption.signal)]);
    } finally {
      await stack.stop();
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

const rejectionAt = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
