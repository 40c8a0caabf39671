import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Duration } from 'aws-cdk-lib/core';
import * as z from 'zod';
import type { Endpoints } from '../../cli/local-stack/index.ts';
import { integrityCheck } from '../../shared/contracts/index.ts';
import { seededRandom } from '../../shared/lib/index.ts';
import { type FaultProxy, startFaultProxy } from '../../test/support/fault-proxy.ts';
import { calm } from '../../test/support/faults/choose.ts';
import { type Right, rightsFor } from '../../test/support/faults/rights.ts';
import { comeAgainAfter, drained, takeAll } from '../../test/support/queues.ts';
import { type RunningStack, runStack } from '../../test/support/running-stack.ts';
import { until } from '../../test/support/until.ts';

export const SECRET = 'a secret that survives every fault';

/** A stack with a fault proxy between its functions and AWS. */
export interface Harness {
  readonly running: RunningStack;
  readonly proxy: FaultProxy<keyof Endpoints>;
  /** The rights that the calls of the functions needed so far. */
  readonly rights: ReadonlyMap<string, Right>;
  /** Ends idle processes, so that the next event causes a cold start. */
  cool(): Promise<void>;
  /** Waits until all queues are empty. */
  drained(): Promise<void>;
  /**
   * Publishes as the schedule does, and repeats the run until it succeeds.
   * @param study one study, or all studies
   * @returns the number of runs
   */
  publish(study?: string): Promise<number>;
  /**
   * Compares the counters of all studies with their ledgers as the daily schedule does, and repeats the run until it
   * succeeds.
   * @returns the studies that differ
   */
  checkIntegrity(): Promise<string[]>;
  /** Sets the offset in milliseconds of the publishing function's clock. A negative offset sets it back. */
  setClock(milliseconds: number): Promise<void>;
  /** The bodies of all dead letters. */
  deadLetters(): Promise<string[]>;
  stop(): Promise<void>;
}

const STALL_MS = 700;
/** Maximum number of runs until the publishing function recovers: half a day of its schedule. */
const MAX_RUNS = 48;

/** Invokes a function as its schedule does, until it succeeds. @throws the error of the last run */
async function untilDone<T>(
  invoke: () => Promise<T>,
): Promise<{ readonly result: T; readonly runs: number }> {
  for (let runs = 1; ; runs++)
    try {
      return { result: await invoke(), runs };
    } catch (error) {
      if (runs === MAX_RUNS) throw error;
    }
}

/**
 * Starts the stack with short timeouts, so that a message is delivered again after seconds, possibly while the
 * function still works on it. Two workers on one message only make the test harder. Receive counts are high, so that
 * only poison could become a dead letter.
 */
export async function startHarness(): Promise<Harness> {
  let proxy: FaultProxy<keyof Endpoints> | undefined;
  const folder = await mkdtemp(join(tmpdir(), 'primum-clock-'));
  const clock = join(folder, 'offset');
  const rights = new Map<string, Right>();
  const running = await runStack({
    secret: SECRET,
    environmentForFunctions: {
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'jumping-clock.mjs'))}`,
      FAULTS_CLOCK: clock,
    },
    endpointsForFunctions: async (real) => {
      proxy = await startFaultProxy(real, {
        choose: calm,
        random: seededRandom(6).uniform,
        stallMs: STALL_MS,
        watch: (request) => {
          for (const right of rightsFor(request)) rights.set(Object.values(right).join(' '), right);
        },
      });
      return proxy.endpoints;
    },
    timings: {
      recordTimeout: Duration.seconds(4),
      importTimeout: Duration.seconds(20),
      batchWindow: Duration.seconds(1),
      votesBatchSize: 20,
      votesConcurrency: 4,
      votesMaxReceiveCount: 100,
      importsMaxReceiveCount: 100,
    },
  });
  const { stack, aws, output } = running;
  await comeAgainAfter(aws.sqs, output('VotesQueueUrl'), 2);
  await comeAgainAfter(aws.sqs, output('ImportsQueueUrl'), 2);
  return {
    ...{ running, proxy: proxy!, rights },
    async cool() {
      const idle = stack.processes().filter(({ busy }) => !busy);
      for (const { pid } of idle) process.kill(pid, 'SIGKILL');
      const left = () => stack.processes().filter(({ pid }) => idle.some((one) => one.pid === pid));
      await until('idle processes to end', left, ({ length }) => length === 0);
    },
    drained: () => drained(stack),
    publish: async (study) =>
      (await untilDone(() => stack.invoke('PublishSnapshotFunctionName', study ? { study } : {}))).runs,
    async checkIntegrity() {
      const { result } = await untilDone(() => stack.invoke('CheckIntegrityFunctionName', {}));
      const checks = z.array(integrityCheck).parse(result);
      return checks.filter(({ differences }) => differences > 0).map(({ study }) => study);
    },
    setClock: (milliseconds) => writeFile(clock, String(milliseconds)),
    deadLetters: async () => [
      ...(await takeAll(aws.sqs, output('VotesDeadLetterQueueUrl'))),
      ...(await takeAll(aws.sqs, output('ImportsDeadLetterQueueUrl'))),
    ],
    async stop() {
      await running.stop();
      await proxy?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
