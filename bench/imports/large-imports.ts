import { eventsOf, generateStudy } from '../../local/generate/study.ts';
import { PAPER_SCALE } from '../../local/generate/world.ts';
import { count, step } from '../../local/terminal.ts';
import type { Event } from '../../shared/contracts/event.ts';
import {
  importLarge,
  LARGE_STUDY,
  type LargeFile,
  type LargeRun,
  mooveFile,
} from '../../test/e2e/large-run.ts';
import { cliniciansOf, SEED } from '../workload.ts';

/** A large file and its way through the function. */
export interface LargeImport {
  readonly what: string;
  readonly run: LargeRun;
}

/** Records and length of an answer that make two gigabytes. */
const MOOVE = { records: 400_000, answerLength: 2000 };
/** As many votes as fill a window. */
const WINDOW = 350_000;
/** Longest run of the function where it is deployed, seconds. */
const DEPLOYED = 900;

const FILES: readonly { readonly what: string; readonly file: () => LargeFile }[] = [
  {
    what: 'MOOVE export of long answers, in runs of 20 s',
    file: () => ({ ...mooveFile(MOOVE.records, MOOVE.answerLength), seconds: 20, kills: 10 }),
  },
  {
    what: 'votes of a line each, in windows as deployed',
    file: () => ({ name: 'votes.csv', content: votes(WINDOW), seconds: DEPLOYED, kills: 0 }),
  },
  {
    what: 'votes with twenty scores each, in windows as deployed',
    file: () => ({ name: 'events.jsonl', content: lines(WINDOW), seconds: DEPLOYED, kills: 0 }),
  },
];

/** Imports large files through the whole local stack, each by the function as it would be deployed. */
export async function measureLargeImports(): Promise<LargeImport[]> {
  const measured: LargeImport[] = [];
  for (const { what, file } of FILES)
    await step(`Importing ${what}`, async () => {
      const run = await importLarge(file());
      measured.push({ what, run });
      return [run, `${count(run.receipt.rows)} records`];
    });
  return measured;
}

/** A study's votes as a CSV without scores: the shape that has most events in a byte. */
function* votes(judgments: number): Generator<string> {
  const columns = [
    'judgment',
    'clinician',
    'specialty',
    'country',
    'at',
    'first',
    'second',
    'outcome',
  ] as const;
  yield `${columns.join(',')}\n`;
  for (const event of events(judgments))
    if (event.kind === 'vote') yield `${columns.map((name) => event[name]).join(',')}\n`;
}

/** The same votes with the scores of their answers, a JSON object a line. */
function* lines(judgments: number): Generator<string> {
  for (const event of events(judgments)) yield `${JSON.stringify(event)}\n`;
}

function* events(judgments: number): Generator<Event> {
  const scale = { ...PAPER_SCALE, votes: judgments, clinicians: cliniciansOf(judgments) };
  const study = generateStudy({ study: LARGE_STUDY, seed: SEED, scale });
  for (const judgment of study.judgments) yield* eventsOf(judgment, true);
}
