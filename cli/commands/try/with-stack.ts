import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CommandError, EXIT, step } from '../../command-line/terminal.ts';
import { databaseEngine } from '../../local-stack/dynamodb.ts';
import { checkPrerequisites, type Stack, type StackOptions, startStack } from '../../local-stack/index.ts';

export interface BringUpOptions extends Omit<StackOptions, 'assembly'> {
  /** Minutes between snapshots. By default it is the interval of the deployment. */
  readonly publishEvery?: number;
}

/** A command on a local stack received SIGINT or SIGTERM. The stack is stopped before a caller receives this error. */
export class Interrupted extends CommandError {
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}; nothing is left running`);
  }
}

/**
 * A local stack has one operator and few processes. Its studies may use all of them, so that a backlog is recorded as fast
 * as this machine can.
 */
const UNLIMITED = { '*': { eventsPerMinute: 1_000_000_000 } };

/** Starts a local stack that removes its files when it stops. @throws the reason of `interrupted` */
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
      // Loading the CDK takes seconds. Commands without a stack should not spend them.
      const { synthesise } = await import('../../../infra/synthesise.ts');
      const { Duration } = await import('aws-cdk-lib/core');
      const timings = publishEvery === undefined ? {} : { publishEvery: Duration.minutes(publishEvery) };
      progress.show('creating the template and bundling the functions');
      return [
        await synthesise({ outdir: join(directory, 'cdk.out'), timings, choices: { limits: UNLIMITED } }),
        'template and bundles',
      ];
    });
    // Synthesis is synchronous. The event loop delivers a signal that arrived meanwhile within one full turn.
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

/**
 * Time in which several signals count as one. npm forwards a Ctrl-C that the terminal has already sent to all
 * processes.
 */
const SAME_SIGNAL_MS = 1_000;
/** Time limit for an interrupted start to end in order. */
const START_GRACE_MS = 60_000;

/**
 * Runs `work` on a stack, and stops the stack in every case, also on Ctrl-C. The process ends immediately on a second
 * Ctrl-C, or if an interrupted start does not end in time. The children of a stack end with its process.
 * @throws Interrupted, or LocalStackError if the database ends before the work
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
      return await Promise.race([
        work(stack, interruption.signal),
        rejectionAt(interruption.signal),
        // Work on a lost stack would wait forever.
        stack.lost.then((reason) => Promise.reject(reason)),
      ]);
    } finally {
      await stack.stop();
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

const rejectionAt = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
