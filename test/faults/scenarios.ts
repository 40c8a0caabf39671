import { setTimeout as sleep } from 'node:timers/promises';
import { sendAll } from '../../local/queue.ts';
import type { Event } from '../../shared/contracts/event.ts';
import type { Service } from '../support/faults/call.ts';
import { calm } from '../support/faults/choose.ts';
import { asOneVote, judgmentsOf } from '../support/untidy-study.ts';
import { check, type Finding } from './check.ts';
import { type Harness, SECRET } from './harness.ts';
import { type Fed, feed, SMALL } from './small-study.ts';

const HOUR = 3_600_000;
/** Where the publisher's clock jumps to between two snapshots, in ms from the true time. */
const JUMPS = [0, -24 * HOUR, 365 * 24 * HOUR, -50 * 365 * 24 * HOUR, 0];

/** Adds plain votes to a study, so that there is something new to be published. */
async function tellMore({ running, drained }: Harness, fed: Fed, round: number): Promise<Fed> {
  const votes: Event[] = judgmentsOf(fed.study, 100 + round, 4).map((judgment) => ({
    ...asOneVote(judgment),
    judgment: `round-${round}-${judgment.vote.judgment}`,
  }));
  const bodies = votes.map((vote) => JSON.stringify(vote));
  for await (const _ of sendAll(running.aws.sqs, running.output('VotesQueueUrl'), bodies));
  await drained(60);
  return { ...fed, events: [...fed.events, ...votes] };
}

/** Snapshots of one study while the publisher's clock jumps by days and years, to and fro. */
export async function jumpingClock(harness: Harness, study = 'clock'): Promise<Finding> {
  let fed = await feed(harness.running, study, 501);
  await harness.drained(60);
  for (const [round, jump] of JUMPS.entries()) {
    await harness.setClock(jump);
    fed = await tellMore(harness, fed, round);
    await harness.publish(study);
  }
  return check(harness.running, SECRET, fed);
}

/** How many judgments wait in the queue while a service is down. */
const WAITING = 300;
const DOWN_SECONDS = 15;
const SLOW_SECONDS = 5;

export interface Outlasted extends Finding {
  /** From the end of the outage until the queues were empty. */
  readonly secondsToRecover: number;
}

/**
 * A service that answers nothing for a while, as the queue fills; then whatever is asked of the queue is slow. All
 * that waited has been handed back so often that it is run message by message.
 */
export async function outage(harness: Harness, service: Service): Promise<Outlasted> {
  const { running, proxy } = harness;
  proxy.choose((call) => (call.service === service ? 'failBefore' : undefined));
  const fed = await feed(running, `without-${service}`, 503, { ...SMALL, queued: WAITING });
  await sleep(DOWN_SECONDS * 1000);
  proxy.choose((call) => (call.service === 'sqs' ? 'stall' : undefined));
  const began = Date.now();
  await sleep(SLOW_SECONDS * 1000);
  proxy.choose(calm);
  await harness.drained(600);
  const secondsToRecover = (Date.now() - began) / 1000;
  await harness.publish(fed.study);
  return { ...(await check(running, SECRET, fed)), secondsToRecover };
}

/** Two publishers at once, time and again, while votes come in. */
export async function twoPublishers(harness: Harness, rounds: number, study = 'twice'): Promise<Finding> {
  let fed = await feed(harness.running, study, 502);
  await harness.drained(60);
  for (let round = 0; round < rounds; round++) {
    const publishing = [harness.publish(study), harness.publish(study)];
    fed = await tellMore(harness, fed, round);
    await Promise.all(publishing);
  }
  await harness.publish(study);
  return check(harness.running, SECRET, fed);
}
