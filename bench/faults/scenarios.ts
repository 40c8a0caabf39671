import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import type { Event } from '../../shared/contracts/index.ts';
import type { Cell } from '../../shared/ledger/cells/index.ts';
import { cellKey } from '../../shared/ledger/dynamodb/index.ts';
import { recount } from '../../shared/ledger/maintenance/index.ts';
import type { Service } from '../../test/support/faults/call.ts';
import { calm } from '../../test/support/faults/choose.ts';
import type { RunningStack } from '../../test/support/running-stack.ts';
import { asOneVote, judgmentsOf } from '../../test/support/untidy-study.ts';
import { compareStudy, type Finding } from './check.ts';
import { type Harness, SECRET } from './harness.ts';
import { type ExpectedStudy, SMALL, sendStudy } from './small-study.ts';

const HOUR_MS = 3_600_000;
/** Offsets in ms of the publisher's clock between snapshots. */
const CLOCK_OFFSETS_MS = [0, -24 * HOUR_MS, 365 * 24 * HOUR_MS, -50 * 365 * 24 * HOUR_MS, 0];

/** Adds plain votes to a study, so that a new snapshot becomes necessary. */
async function sendMoreVotes(
  { running, drained }: Harness,
  sent: ExpectedStudy,
  round: number,
): Promise<ExpectedStudy> {
  const votes: Event[] = judgmentsOf(sent.study, 100 + round, 4).map((judgment) => ({
    ...asOneVote(judgment),
    judgment: `round-${round}-${judgment.vote.judgment}`,
  }));
  const bodies = votes.map((vote) => JSON.stringify(vote));
  for await (const _ of sendMessages(running.aws.sqs, running.output('VotesQueueUrl'), bodies));
  await drained();
  return { ...sent, events: [...sent.events, ...votes] };
}

/** Publishes snapshots of one study while the publisher's clock jumps by days and years in both directions. */
export async function jumpingClock(harness: Harness, study = 'clock'): Promise<Finding> {
  let sent = await sendStudy(harness.running, study, 501);
  await harness.drained();
  for (const [round, jump] of CLOCK_OFFSETS_MS.entries()) {
    await harness.setClock(jump);
    sent = await sendMoreVotes(harness, sent, round);
    await harness.publish(study);
  }
  return compareStudy(harness.running, SECRET, sent);
}

/** Number of judgments in the queue while a service is down. */
const WAITING_JUDGMENTS = 300;
const DOWN_SECONDS = 15;
const SLOW_SECONDS = 5;

export interface OutageFinding extends Finding {
  /** Seconds from the end of the outage until the queues were empty. */
  readonly secondsToRecover: number;
}

/**
 * First a service is down while the queue fills. Then all requests to SQS are slow. By then, the waiting messages
 * have been received so often that the function handles each one separately.
 */
export async function outage(harness: Harness, service: Service): Promise<OutageFinding> {
  const { running, proxy } = harness;
  proxy.choose((call) => (call.service === service ? 'failBefore' : undefined));
  const sent = await sendStudy(running, `without-${service}`, 503, { ...SMALL, queued: WAITING_JUDGMENTS });
  await sleep(DOWN_SECONDS * 1000);
  proxy.choose((call) => (call.service === 'sqs' ? 'stall' : undefined));
  const began = Date.now();
  await sleep(SLOW_SECONDS * 1000);
  proxy.choose(calm);
  await harness.drained();
  const secondsToRecover = (Date.now() - began) / 1000;
  await harness.publish(sent.study);
  return { ...(await compareStudy(running, SECRET, sent)), secondsToRecover };
}

export interface DriftFinding extends Finding {
  /** Number of corrected counters, and of cells that never stopped changing. */
  readonly counters: number;
  readonly open: number;
}

/** Number of counters that are changed by hand. */
const CHANGED_COUNTERS = 20;

/** Recount corrects drifted counters while votes arrive. When the queue is empty, no error remains. */
export async function drifted(harness: Harness, study = 'drifted'): Promise<DriftFinding> {
  const { running } = harness;
  let sent = await sendStudy(running, study, 504, { ...SMALL, queued: WAITING_JUDGMENTS });
  await harness.drained();
  const store = await running.study(study);
  for (const cell of (await Array.fromAsync(store.cells())).slice(0, CHANGED_COUNTERS))
    await changeCounter(running, study, cell);
  let streaming = true;
  const stream = (async () => {
    for (let round = 0; streaming; round++) sent = await sendMoreVotes(harness, sent, round);
  })();
  const groups = await Array.fromAsync(recount(store, { fix: true, rounds: 10 })).finally(() => {
    streaming = false;
  });
  await stream;
  await harness.publish(study);
  return {
    ...(await compareStudy(running, SECRET, sent)),
    counters: groups.reduce((sum, { differences }) => sum + differences.length, 0),
    open: groups.reduce((sum, { open }) => sum + open, 0),
  };
}

/** Adds counts without a judgment to a cell, as a manual edit would. */
async function changeCounter({ aws, output }: RunningStack, study: string, cell: Cell): Promise<void> {
  await aws.dynamodb.send(
    new UpdateItemCommand({
      TableName: output('CountersTableName'),
      Key: cellKey(study, cell),
      UpdateExpression: 'ADD w5 :seven',
      ExpressionAttributeValues: { ':seven': { N: '7' } },
    }),
  );
}

/** Runs two concurrent publishers several times while votes arrive. */
export async function twoPublishers(harness: Harness, rounds: number, study = 'twice'): Promise<Finding> {
  let sent = await sendStudy(harness.running, study, 502);
  await harness.drained();
  for (let round = 0; round < rounds; round++) {
    const publishing = [harness.publish(study), harness.publish(study)];
    sent = await sendMoreVotes(harness, sent, round);
    await Promise.all(publishing);
  }
  await harness.publish(study);
  return compareStudy(harness.running, SECRET, sent);
}
