import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Duration } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { seededRandom } from '../../local/generate/random.ts';
import type { Endpoints } from '../../local/stack/index.ts';
import { integrityCheck } from '../../shared/contracts/integrity-check.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { calm } from '../support/faults/choose.ts';
import { type Right, rightsFor } from '../support/faults/rights.ts';
import { comeAgainAfter, drained, takeAll } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { until } from '../support/until.ts';

export const SECRET = 'a secret that survives every fault';

/** A stack whose functions reach AWS only through a proxy that spoils calls. */
export interface Harness {
  readonly running: RunningStack;
  readonly proxy: FaultProxy<keyof Endpoints>;
  /** What the functions' calls so far would have had to be allowed. */
  readonly rights: ReadonlyMap<string, Right>;
  /** Ends processes that are idle, so that the next event finds a cold function. */
  cool(): Promise<void>;
  /** Waits until no queue holds a message. */
  drained(): Promise<void>;
  /**
   * Publishes as the schedule does: again, until it succeeds.
   * @param study one study, or all of them
   * @returns how many runs it took
   */
  publish(study?: string): Promise<number>;
  /**
   * Compares the counters of all studies with their ledgers, as the daily schedule does: again, until it succeeds.
   * @returns the studies that were found to differ
   */
  checkIntegrity(): Promise<string[]>;
  /** Sets the publishing function's clock so many milliseconds ahead, or behind. */
  setClock(milliseconds: number): Promise<void>;
  /** Bodies of all dead letters. */
  deadLetters(): Promise<string[]>;
  stop(): Promise<void>;
}

const STALL_MS = 700;
/** Runs that the publishing function is given to recover by itself: half a day of its schedule. */
const MOST_RUNS = 48;

/** Invokes a function as its schedule does, until it does not fail. @throws what it failed with too often */
async function untilDone<T>(
  invoke: () => Promise<T>,
): Promise<{ readonly result: T; readonly runs: number }> {
  for (let runs = 1; ; runs++)
    try {
      return { result: await invoke(), runs };
    } catch (error) {
      if (runs === MOST_RUNS) throw error;
    }
}

/**
 * Times are short, so that a message comes again after seconds, while the function may still be at work on it: two
 * workers at once are only harder. Receive counts are high, so that only poison could become a dead letter.
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
      importTimeout: Duration.seconds(8),
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
