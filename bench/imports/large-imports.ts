import { count, step } from '../../cli/command-line/terminal.ts';
import { type GeneratedJudgment, generateStudy } from '../../cli/generate/study.ts';
import { PAPER_SCALE } from '../../cli/generate/world.ts';
import { csvOfVotes, jsonLines } from '../../cli/generate/write.ts';
import {
  importLarge,
  LARGE_STUDY,
  type LargeFile,
  type LargeRun,
  mooveFile,
} from '../../test/e2e/large-run.ts';
import { clinicianCount, SEED } from '../workload.ts';

/** A large file and its import by the function. */
export interface LargeImport {
  readonly what: string;
  readonly run: LargeRun;
}

/** Number of records and length of an answer for a file of two gigabytes. */
const MOOVE = { records: 400_000, answerLength: 2000 };
/** Number of votes that fills a window. */
const VOTES_PER_WINDOW = 350_000;
/** Longest run of the deployed function, in seconds. */
const DEPLOYED_RUN_SECONDS = 900;
/** Longest wait for the receipt of a file. */
const MAX_WAIT_SECONDS = 7200;

const FILES: readonly { readonly what: string; readonly file: () => LargeFile }[] = [
  {
    what: 'MOOVE export of long answers, in runs of 20 s',
    file: () => ({ ...mooveFile(MOOVE.records, MOOVE.answerLength), seconds: 20, kills: 10 }),
  },
  {
    what: 'votes of a line each, in windows as deployed',
    file: () => ({
      name: 'votes.csv',
      content: csvOfVotes(votes(VOTES_PER_WINDOW)),
      seconds: DEPLOYED_RUN_SECONDS,
      kills: 0,
    }),
  },
  {
    what: 'votes with twenty scores each, in windows as deployed',
    file: () => ({
      name: 'events.jsonl',
      content: jsonLines(votes(VOTES_PER_WINDOW)),
      seconds: DEPLOYED_RUN_SECONDS,
      kills: 0,
    }),
  },
];

/** Imports large files through the whole local stack, each by the function as it would be deployed. */
export async function measureLargeImports(): Promise<LargeImport[]> {
  const measured: LargeImport[] = [];
  for (const { what, file } of FILES)
    await step(`Importing ${what}`, async () => {
      const run = await importLarge({ ...file(), waitSeconds: MAX_WAIT_SECONDS });
      measured.push({ what, run });
      return [run, `${count(run.receipt.rows)} records`];
    });
  return measured;
}

function votes(count: number): Iterable<GeneratedJudgment> {
  const scale = { ...PAPER_SCALE, votes: count, clinicians: clinicianCount(count) };
  return generateStudy({ study: LARGE_STUDY, seed: SEED, scale }).judgments;
}
