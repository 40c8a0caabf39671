import { sendMessages } from '../../cli/deployment/send-messages.ts';
import { csvOfVotes } from '../../cli/generate/write.ts';
import type { Event, Vote } from '../../shared/contracts/index.ts';
import { type Random, seededRandom } from '../../shared/lib/index.ts';
import { plainBucket } from '../../test/support/objects.ts';
import type { RunningStack } from '../../test/support/running-stack.ts';
import {
  asOneVote,
  deliveriesOf,
  judgmentsOf,
  messagesOf,
  untidyEvents,
} from '../../test/support/untidy-study.ts';

/** The input of a study by queue and by bucket, and its expected result. */
export interface ExpectedStudy {
  readonly study: string;
  /** Each valid event, once. */
  readonly events: readonly Event[];
  /** Number of messages that must be among the rejects. Each must occur once. */
  readonly refused: number;
  /** The exports by name, with the numbers of their records and of their broken records. */
  readonly exports: ReadonlyMap<string, { readonly rows: number; readonly broken: number }>;
  /** Exports with the same content under different names, and the number of judgments that only they contain. */
  readonly copies: { readonly prefix: string; readonly judgments: number };
}

export interface StudySize {
  /** Number of judgments that are sent through the queue, in all possible ways. */
  readonly queued: number;
  /** Number of judgments in a file that is uploaded twice. */
  readonly exported: number;
  /** Number of invalid rows with long names, in a separate file. */
  readonly broken: number;
}

export const SMALL: StudySize = { queued: 10, exported: 12, broken: 0 };

/** Times of senders' clocks that are years apart. Times before 2015 would be refused. */
const CLOCKS = ['2015-01-01T00:00:00Z', '2025-12-31T23:59:59Z'];

const LONG_NAME = 'x'.repeat(190);
/** A long row that is refused. */
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
 * Registers a study, uploads a file under two names and another file, and sends the messages of the study. Each
 * message is sent up to three times in random order, and one of them is invalid. Some judgments are in a file and in
 * messages.
 */
export async function sendStudy(
  { aws, output }: RunningStack,
  study: string,
  seed: number,
  size: StudySize = SMALL,
): Promise<ExpectedStudy> {
  const random = seededRandom(seed);
  const judgments = judgmentsOf(study, seed, size.queued);
  const queued = untidyEvents(judgments).map((event, index) => ({ ...event, at: CLOCKS[index] ?? event.at }));
  const files = exportFiles(study, seed, size, random);
  const alsoDropped = judgments.slice(0, Math.ceil(size.queued / 2));
  const bucket = plainBucket(aws.s3, output('ExportsBucketName'));
  await bucket.put(`protocols/${study}.json`, '{}');
  const refused = [JSON.stringify({ ...judgments[0]!.vote, outcome: 'third' })];
  const deliveries = deliveriesOf([...messagesOf(queued, random), ...refused], random);
  for await (const _ of sendMessages(aws.sqs, output('VotesQueueUrl'), deliveries));
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

function exportFiles(study: string, seed: number, { exported, broken }: StudySize, random: Random) {
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
