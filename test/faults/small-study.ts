import { type Random, seededRandom } from '../../local/generate/random.ts';
import { csvOfVotes } from '../../local/generate/write.ts';
import { sendAll } from '../../local/queue.ts';
import type { Event, Vote } from '../../shared/contracts/event.ts';
import { plainBucket } from '../support/objects.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { asOneVote, deliveriesOf, judgmentsOf, messagesOf, untidyEvents } from '../support/untidy-study.ts';

/** What a study was given, by queue and by bucket, and what must have become of it. */
export interface Fed {
  readonly study: string;
  /** Each event that can be counted, once. */
  readonly events: readonly Event[];
  /** Messages that must be among the rejects, each once. */
  readonly refused: number;
  /** The exports by name: how many records each holds, and how many of them are broken. */
  readonly exports: ReadonlyMap<string, { readonly rows: number; readonly broken: number }>;
  /** Exports that are the same file under different names, and how many judgments stand in them alone. */
  readonly copies: { readonly prefix: string; readonly judgments: number };
}

export interface StudySize {
  /** Judgments told through the queue, in every manner. */
  readonly queued: number;
  /** Judgments in a file that is dropped twice. */
  readonly exported: number;
  /** Rows with long names that no study takes, in a file of their own. */
  readonly broken: number;
}

export const SMALL: StudySize = { queued: 10, exported: 12, broken: 0 };

/** What senders' clocks may say. */
const CLOCKS = ['1970-01-01T00:00:00Z', '2999-12-31T23:59:59Z'];

const LONG_NAME = 'x'.repeat(190);
/** A row that says much, and is refused. */
const longBroken = (study: string, index: number): string =>
  JSON.stringify({
    ...{
      kind: 'vote',
      judgment: `${index}-${LONG_NAME}`,
      study,
      clinician: 'c',
      specialty: LONG_NAME,
    },
    ...{ item: LONG_NAME, at: '2026-03-01T09:30:00Z', first: LONG_NAME, second: LONG_NAME },
    ...{ outcome: 'third', country: LONG_NAME },
  });

/**
 * Registers a study, drops a file under two names and another one, and sends its messages: up to three times each,
 * in disorder, among them one that is refused. Some judgments come by both ways.
 */
export async function feed(
  { aws, output }: RunningStack,
  study: string,
  seed: number,
  size: StudySize = SMALL,
): Promise<Fed> {
  const random = seededRandom(seed);
  const told = judgmentsOf(study, seed, size.queued);
  const queued = untidyEvents(told).map((event, index) => ({ ...event, at: CLOCKS[index] ?? event.at }));
  const files = filesOf(study, seed, size, random);
  const alsoDropped = told.slice(0, Math.ceil(size.queued / 2));
  const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
  await bucket.put(`protocols/${study}.json`, '{}');
  const refused = [JSON.stringify({ ...told[0]!.vote, outcome: 'third' })];
  const deliveries = deliveriesOf([...messagesOf(queued, random), ...refused], random);
  for await (const _ of sendAll(aws.sqs, output('VotesQueueUrl'), deliveries));
  await bucket.put(`exports/${study}/votes.csv`, [...csvOfVotes(alsoDropped)].join(''));
  for (const { name, lines } of files) await bucket.put(`exports/${study}/${name}`, lines.join('\n'));
  return {
    ...{ study, refused: refused.length },
    events: [...queued, ...alsoDropped.map(({ vote }) => vote), ...files[0]!.votes],
    exports: new Map([
      ['votes.csv', { rows: alsoDropped.length, broken: 0 }],
      ...files.map(({ name, lines, broken }) => [name, { rows: lines.length, broken }] as const),
    ]),
    copies: { prefix: 'march', judgments: size.exported },
  };
}

/** Registers a study and drops a file: an import founds it, and no message. */
export async function feedByFileAlone({ aws, output }: RunningStack, study: string): Promise<void> {
  const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
  await bucket.put(`protocols/${study}.json`, '{}');
  await bucket.put(`exports/${study}/votes.csv`, [...csvOfVotes(judgmentsOf(study, 1, 3))].join(''));
}

function filesOf(study: string, seed: number, { exported, broken }: StudySize, random: Random) {
  const votes: Vote[] = judgmentsOf(study, seed + 1, exported).map((judgment) => ({
    ...asOneVote(judgment),
    judgment: `exported-${judgment.vote.judgment}`,
  }));
  const lines = random.shuffle([...votes.map((vote) => JSON.stringify(vote)), '{"kind":"vote"']);
  const copies = ['march.jsonl', 'march (sent again).jsonl'].map((name) => ({
    name,
    lines,
    votes,
    broken: 1,
  }));
  if (broken === 0) return copies;
  const rows = Array.from({ length: broken }, (_, index) => longBroken(study, index));
  return [...copies, { name: 'broken.jsonl', lines: rows, votes: [], broken }];
}
