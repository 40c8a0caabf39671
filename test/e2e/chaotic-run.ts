import { Duration } from 'aws-cdk-lib/core';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { csvOfVotes } from '../../cli/generate/write.ts';
import type { QueueDepth } from '../../cli/local-stack/emulator.ts';
import type { Endpoints } from '../../cli/local-stack/index.ts';
import type { Event } from '../../shared/contracts/event.ts';
import { studyPseudonymiser } from '../../shared/events/pseudonyms/pseudonymiser.ts';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { type Random, seededRandom } from '../../shared/lib/random.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { atRates } from '../support/faults/choose.ts';
import { type Killer, killBusyProcesses } from '../support/killer.ts';
import { plainBucket } from '../support/objects.ts';
import { comeAgainAfter, drained, giveUpAfter, held } from '../support/queues.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { asOneVote, deliveriesOf, judgmentsOf, messagesOf, untidyEvents } from '../support/untidy-study.ts';
import { until } from '../support/until.ts';

export const STUDY = 'chaos';
const SECRET = 'a secret that survives every crash';
const POISON = 'this kills';
/** Number of kills of busy processes before the run may end. */
const KILLS = 24;
/** Number of receives after which a message becomes a dead letter, once the valid ones are recorded. */
const RECEIVES = 12;

/** Lines of an export that every study refuses, one per reason. */
const BROKEN_LINES = [
  '{"kind":"vote"',
  '{"kind":"vote","judgment":"b1","study":"chaos","clinician":"c","specialty":"s","at":"2026-03-01T09:30:00Z","first":"a","second":"b","outcome":"third"}',
  '{"kind":"rating","judgment":"b2","study":"chaos","clinician":"c","specialty":"s","at":"2026-03-01T09:30:00Z","model":"a","scores":{"harmlessness":3}}',
];

export interface ChaoticRun {
  readonly running: RunningStack;
  readonly proxy: FaultProxy<keyof Endpoints>;
  readonly killer: Killer;
  /** Each event that was sent or uploaded, once. */
  readonly events: readonly Pseudonymous[];
  readonly poison: readonly string[];
  /** The exports by name, with the number of records and of broken records in each. */
  readonly exports: ReadonlyMap<string, { readonly rows: number; readonly broken: number }>;
  /** Number of judgments that occur only in the export that was uploaded under two names. */
  readonly droppedTwice: number;
  stop(): Promise<void>;
}

/**
 * Sends a study through the queue and the bucket of a stack with many faults. Messages arrive up to three times and out
 * of order, and an export arrives twice. Functions are killed during work. Calls to AWS fail before or after they took
 * effect, collide, are throttled, stall, or return unreadable answers. Two messages are poison.
 *
 * A message reappears after seconds, even if a function still works on it, which makes the test harder. On a busy
 * machine this may happen any number of times, so no message becomes a dead letter before the valid ones are recorded.
 * The functions have more time than they need, because an import without progress in two runs is given up.
 */
export async function chaoticRun(): Promise<ChaoticRun> {
  let proxy: FaultProxy<keyof Endpoints> | undefined;
  const running = await runStack({
    secret: SECRET,
    poison: POISON,
    endpointsForFunctions: async (real) => {
      const { uniform } = seededRandom(20_260_301);
      const rates = {
        failBefore: 0.04,
        failAfter: 0.04,
        garbage: 0.02,
        conflict: 0.04,
        throttle: 0.04,
        stall: 0.03,
      };
      proxy = await startFaultProxy(real, { choose: atRates(rates, uniform), random: uniform, stallMs: 800 });
      return proxy.endpoints;
    },
    timings: {
      recordTimeout: Duration.seconds(6),
      importTimeout: Duration.seconds(240),
      batchWindow: Duration.seconds(1),
      votesBatchSize: 20,
      votesConcurrency: 4,
      votesMaxReceiveCount: 1000,
      importsMaxReceiveCount: 1000,
    },
  });
  const random = seededRandom(7);
  await comeAgainAfter(running.aws.sqs, running.output('VotesQueueUrl'), 3);
  await comeAgainAfter(running.aws.sqs, running.output('ImportsQueueUrl'), 9);
  const sent = await feed(running, random);
  const killer = killBusyProcesses(
    running,
    [
      { function: running.output('RecordVotesFunctionName'), work: 250, peace: 1000 },
      // A window of an import takes a second or two, so most kills interrupt a window.
      { function: running.output('ImportExportFunctionName'), work: 2500, peace: 500 },
    ],
    random,
  );
  await survive(running, killer, sent.deliveries);
  await killer.stop();
  const total = (queues: readonly QueueDepth[]) => queues.reduce((sum, queue) => sum + held(queue), 0);
  await until(
    'all messages except poison to be processed',
    () => running.stack.queues(),
    (queues) => total(queues) === sent.poison.length,
  );
  const queue = running.output('VotesQueueUrl');
  await giveUpAfter(running.aws.sqs, queue, RECEIVES);
  await drained(running.stack);
  const { pseudonymOf } = studyPseudonymiser(SECRET, STUDY);
  return {
    ...{ running, killer, proxy: proxy!, poison: sent.poison, exports: sent.exports },
    droppedTwice: sent.droppedTwice,
    events: sent.events.map((event) => ({ ...event, clinician: pseudonymOf(event.clinician) })),
    async stop() {
      await running.stop();
      await proxy?.close();
    },
  };
}

/** Registers the study, uploads its exports and sends its messages. */
async function feed({ aws, output }: RunningStack, random: Random) {
  const exported = judgmentsOf(STUDY, 1, 1500).map((judgment) => rename(asOneVote(judgment), 'exported-'));
  const told = judgmentsOf(STUDY, 2, 300);
  const events = untidyEvents(told);
  const alsoExported = told.slice(0, 200);
  const untidy = random.shuffle(
    untidyEvents(judgmentsOf(STUDY, 3, 300)).map((one) => rename(one, 'untidy-')),
  );

  const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
  await bucket.put(`protocols/${STUDY}.json`, '{}');
  const lines = random.shuffle([...exported.map((vote) => JSON.stringify(vote)), ...BROKEN_LINES]);
  const votes = [...csvOfVotes(alsoExported)];
  const files = new Map([
    ['march.jsonl', lines.join('\n')],
    ['march (sent again).jsonl', lines.join('\n')],
    ['votes.csv', votes.join('')],
    ['untidy.jsonl', untidy.map((event) => JSON.stringify(event)).join('\n')],
  ]);
  const poison = ['one', 'two'].map((word) => JSON.stringify({ note: `${POISON} ${word}` }));
  const deliveries = deliveriesOf(messagesOf(events, random), random);
  for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), [...poison, ...deliveries]));
  for (const [name, body] of files) await bucket.put(`exports/${STUDY}/${name}`, body);
  const dropped = { rows: lines.length, broken: BROKEN_LINES.length };
  return {
    ...{ poison, deliveries },
    events: [...events, ...exported, ...untidy, ...alsoExported.map(({ vote }) => vote)],
    droppedTwice: exported.length,
    exports: new Map([
      ['march.jsonl', dropped],
      ['march (sent again).jsonl', dropped],
      ['votes.csv', { rows: alsoExported.length, broken: 0 }],
      ['untidy.jsonl', { rows: untidy.length, broken: 0 }],
    ]),
  };
}

const rename = <E extends Event>(event: E, prefix: string): E => ({
  ...event,
  judgment: `${prefix}${event.judgment}`,
});

/** Waits for the kills. If the machine finishes the work earlier, messages are delivered again. */
async function survive({ stack, aws, output }: RunningStack, killer: Killer, deliveries: readonly string[]) {
  let idleSince = Date.now();
  const kills = async () => {
    if (stack.processes().some(({ busy }) => busy)) idleSince = Date.now();
    if (Date.now() - idleSince >= 3000) {
      for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), deliveries.slice(0, 200)));
      idleSince = Date.now();
    }
    return killer.hits().length;
  };
  await until(`${KILLS} kills of busy processes`, kills, (hits) => hits >= KILLS);
}
