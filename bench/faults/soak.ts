import { setTimeout as sleep } from 'node:timers/promises';
import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { generateStudy } from '../../cli/generate/study.ts';
import type { Vote } from '../../shared/contracts/index.ts';
import { type Random, seededRandom } from '../../shared/lib/index.ts';
import { atRates, calm } from '../../test/support/faults/choose.ts';
import { FAULTS } from '../../test/support/faults/wording.ts';
import { killBusyProcesses } from '../../test/support/killer.ts';
import { plainBucket } from '../../test/support/objects.ts';
import { asOneVote } from '../../test/support/untidy-study.ts';
import { compareStudy, type Finding } from './check.ts';
import { type Harness, SECRET } from './harness.ts';

/** Votes of a busy hour in a large study. */
const VOTES_PER_HOUR = 7200;
const SLICES = 60;
/** Minimum duration in seconds of one simulated minute. */
const SECONDS_PER_SLICE = 2;
const BEGINNING = Date.parse('2026-03-01T09:00:00Z');
/** Probability of each fault per call. */
const FAULT_PROBABILITY = 0.02;

export interface SoakFinding extends Finding {
  readonly deliveries: number;
  readonly kills: number;
}

/**
 * Sends an hour of votes in minutes. Each vote is delivered up to three times, and 10 % of the votes are also in an
 * export. Snapshots are published all the time, calls fail at random with all faults, and all functions are killed
 * while they work.
 */
export async function soak(harness: Harness, study = 'soak'): Promise<SoakFinding> {
  const { running, proxy } = harness;
  const { aws, output } = running;
  const random = seededRandom(60);
  const exports = plainBucket(aws.s3, output('ExportsBucketName'));
  await exports.put(`protocols/${study}.json`, '{}');
  proxy.choose(
    atRates(Object.fromEntries(FAULTS.map((fault) => [fault, FAULT_PROBABILITY])), random.uniform),
  );
  const killer = killBusyProcesses(
    running,
    ['RecordVotesFunctionName', 'ImportExportFunctionName', 'PublishSnapshotFunctionName'].map((name) => ({
      function: output(name),
      ...{ work: 400, peace: 4000 },
    })),
    random,
  );
  const slices = votesByMinute(study);
  const dropped = new Map<string, { readonly rows: number; readonly broken: number }>();
  let deliveries = 0;
  let publishing: Promise<unknown> = Promise.resolve();
  for (const [minute, votes] of slices.entries()) {
    const bodies = repeated(votes, random);
    deliveries += bodies.length;
    for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), bodies));
    if (minute % 5 === 0) {
      const name = `minute-${minute}.jsonl`;
      const copied = votes.filter(() => random.uniform() < 0.5);
      await exports.put(`exports/${study}/${name}`, copied.map((vote) => JSON.stringify(vote)).join('\n'));
      dropped.set(name, { rows: copied.length, broken: 0 });
      // The next scheduled run repeats a failed run.
      publishing = running.stack.invoke('PublishSnapshotFunctionName', { study }).catch(() => {});
    }
    await sleep(SECONDS_PER_SLICE * 1000);
  }
  await harness.drained();
  await killer.stop();
  await publishing;
  proxy.choose(calm);
  await harness.drained();
  await harness.publish(study);
  const copies = { prefix: 'none', judgments: 0 };
  const sent = { study, events: slices.flat(), refused: 0, exports: dropped, copies };
  return { ...(await compareStudy(running, SECRET, sent)), deliveries, kills: killer.hits().length };
}

/** The votes of an hour, by minute. */
function votesByMinute(study: string): Vote[][] {
  const scale = { votes: VOTES_PER_HOUR, clinicians: 300, models: 8, specialties: 6 };
  const votes = [...generateStudy({ study, seed: 61, scale }).judgments].map(
    (judgment, index): Vote => ({
      ...asOneVote(judgment),
      at: new Date(BEGINNING + index * (3_600_000 / VOTES_PER_HOUR)).toISOString(),
    }),
  );
  const each = VOTES_PER_HOUR / SLICES;
  return Array.from({ length: SLICES }, (_, minute) => votes.slice(minute * each, (minute + 1) * each));
}

const repeated = (votes: readonly Vote[], random: Random): string[] =>
  random.shuffle(
    votes.flatMap((vote) => Array.from({ length: 1 + random.below(3) }, () => JSON.stringify(vote))),
  );
