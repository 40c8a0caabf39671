import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { count, type Step, step } from '../../cli/command-line/terminal.ts';
import type { Pseudonymous } from '../../shared/ledger/index.ts';
import type { BenchScale } from '../scale.ts';
import type { BenchDatabase } from '../tables.ts';
import { judgmentEvents } from '../workload.ts';
import { bareLoop, collectTransactions } from './bare-loop.ts';
import { countJudgments } from './count-judgments.ts';
import { importPath, queuePath, type RecordingPath } from './paths.ts';

/** Judgments per second of the store and of the bare loop, run by run. */
export interface Throughput {
  readonly path: string;
  readonly judgments: number;
  readonly store: readonly number[];
  readonly bare: readonly number[];
}

/** Rounds before the first that counts. DynamoDB Local is several times slower until Java has compiled it. */
const WARM_UP_ROUNDS = 2;

/** Measures both paths of recording. */
export async function measureThroughput(database: BenchDatabase, scale: BenchScale): Promise<Throughput[]> {
  return [
    await measurePath(database, queuePath, judgmentEvents(scale.queued), scale.repeats),
    await measurePath(database, importPath, judgmentEvents(scale.imported), scale.repeats),
  ];
}

async function measurePath(
  database: BenchDatabase,
  path: RecordingPath,
  events: readonly Pseudonymous[],
  repeats: number,
): Promise<Throughput> {
  return step(`Recording, ${path.name}`, async (progress) => {
    const transactions = await recordTransactions(database, path, events);
    const { store, bare } = await interleave(
      {
        store: () => path.record(database, events),
        bare: () => bareLoop(database.client, transactions, path),
      },
      (work) => measureSpeed(database, path, events.length, work),
      WARM_UP_ROUNDS + repeats,
      progress,
    );
    return [
      {
        path: path.name,
        judgments: events.length,
        store: store.slice(WARM_UP_ROUNDS),
        bare: bare.slice(WARM_UP_ROUNDS),
      },
      `${repeats} runs of ${count(events.length)} judgments, each compared with the bare loop`,
    ];
  });
}

/** The transactions that the store sends for these events. */
async function recordTransactions(
  database: BenchDatabase,
  path: RecordingPath,
  events: readonly Pseudonymous[],
): Promise<readonly TransactWriteItemsCommandInput[]> {
  const client = database.connect();
  const noted = collectTransactions(client);
  await measureSpeed(database, path, events.length, () => path.record({ ...database, client }, events));
  client.destroy();
  return noted;
}

type Runs<T> = Record<'store' | 'bare', T>;

/** Runs store and bare loop in alternating order, so that neither always runs on the fresher server. */
async function interleave(
  runs: Runs<() => Promise<void>>,
  measure: (run: () => Promise<void>) => Promise<number>,
  rounds: number,
  progress: Step,
): Promise<Runs<readonly number[]>> {
  const speeds: Runs<number[]> = { store: [], bare: [] };
  const turns = ['store', 'bare'] as const;
  for (let round = 0; round < rounds; round++)
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      progress.at(round, rounds, turn);
      speeds[turn].push(await measure(runs[turn]));
    }
  return speeds;
}

/**
 * Measures work on empty tables.
 * @returns judgments per second
 * @throws if the ledger does not contain as many judgments afterwards
 */
async function measureSpeed(
  database: BenchDatabase,
  path: RecordingPath,
  judgments: number,
  work: () => Promise<void>,
): Promise<number> {
  await database.empty();
  await path.prepare(database);
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  const stored = await countJudgments(database);
  if (stored !== judgments)
    throw new Error(`the ledger contains ${stored} judgments after ${judgments} were written`);
  return judgments / seconds;
}
