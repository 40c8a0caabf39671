import { join } from 'node:path';
import { count, step } from '../../cli/command-line/terminal.ts';
import { dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { type Pseudonymous, record } from '../../shared/ledger/index.ts';
import { seededRandom } from '../../shared/lib/index.ts';
import { inChild } from '../audit/in-child.ts';
import type { BenchDatabase } from '../tables.ts';
import { eachJudgmentEvent, SEED, SETTINGS, STUDY } from '../workload.ts';
import type { BareReading } from './bare-child.ts';
import type { PublicationReport } from './child.ts';

/** One publication in a process of its own. */
export interface Publication {
  readonly judgments: number;
  readonly report: PublicationReport;
  /** The SDK alone, with the same requests. */
  readonly bare: BareReading;
}

/** The largest study that is audited from its judgments. */
export const MAX_JUDGMENTS_PUBLISHED = 200_000;
/** The largest time and memory of a publication. */
export const PUBLICATION_LIMIT = { seconds: 20, bytes: 1e9 } as const;

/** Numbers of prompts and hospitals in the study. Each prompt is judged by about fifty clinicians. */
const [PROMPTS, HOSPITALS] = [4_000, 40];
/** Judgments that are recorded at once. */
const JUDGMENTS_PER_WINDOW = 50_000;
/** The heap that the local stack gives to publish-snapshot: its memory in the template. */
const HEAP_OPTIONS = ['--max-old-space-size=1769'];
const CHILD = join(import.meta.dirname, 'child.ts');
const BARE_CHILD = join(import.meta.dirname, 'bare-child.ts');

/** Records a study with prompts and hospitals, and publishes it in a process that has only the memory of the publisher. */
export async function measurePublication(database: BenchDatabase, judgments: number): Promise<Publication> {
  await step(`Recording ${count(judgments)} judgments`, async (progress) => {
    let recorded = 0;
    for (const window of windows(judgments)) {
      progress.at(recorded, judgments, 'judgments');
      await recordWindow(database, window);
      recorded += window.length;
    }
    return [recorded, `${count(recorded)} recorded`];
  });
  const bare = await step('Reading them with the SDK alone', async () => {
    const reading = await inChild<BareReading>(BARE_CHILD, [database.endpoint], HEAP_OPTIONS);
    return [reading, `${reading.elapsed.toFixed(1)} s`];
  });
  return step('Publishing them in a process of its own', async () => {
    const report = await inChild<PublicationReport>(CHILD, [database.endpoint], HEAP_OPTIONS);
    return [{ judgments, report, bare }, `peak memory ${Math.round(report.peakMemory / 1e6)} MB`];
  });
}

function* windows(judgments: number): Generator<Pseudonymous[]> {
  const random = seededRandom(SEED);
  const events = eachJudgmentEvent(judgments, () => ({
    item: `prompt-${random.below(PROMPTS)}`,
    site: `hospital-${random.below(HOSPITALS)}`,
  }));
  let window: Pseudonymous[] = [];
  for (const event of events) {
    window.push(event);
    if (window.length < JUDGMENTS_PER_WINDOW) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

async function recordWindow(
  { client, tables }: BenchDatabase,
  events: readonly Pseudonymous[],
): Promise<void> {
  const store = await dynamoStores(client, tables).store.open(STUDY, SETTINGS);
  const results = await record(store, events, { source: 'queue', maxJudgments: 100, lookup: false });
  if (!results.every((result) => 'outcome' in result && result.outcome === 'recorded'))
    throw new Error('an event was not recorded');
}
