import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAPER_SCALE } from '../../cli/generate/world.ts';
import { seededRandom } from '../../shared/lib/index.ts';
import { between } from '../../test/support/document.ts';
import { mayRun } from '../parameters.ts';
import { clinicianCount, eachJudgmentEvent, judgmentEvents } from '../workload.ts';
import { countedUnits } from './counted.ts';
import { importUnits, queueUnits, type Shape, totalUnits } from './model.ts';
import { row, shapesTable, throttlingTable } from './tables.ts';
import { throttle } from './throttling.ts';

const HELP = `npm run scaling

Counts the write units of up to a million judgments in the requests that the code sends, and compares them with the
model of docs/scaling.md. Simulates the throttling of a partition. Then it replaces the tables of that document.
It takes some minutes and a gigabyte of memory. It needs no server.`;

const DOCUMENT = join(import.meta.dirname, '../../docs/scaling.md');

/** The counted cases: number of judgments, path and batch size. */
const COUNTED = [
  { judgments: PAPER_SCALE.votes, path: 'queue', batch: 100 },
  { judgments: PAPER_SCALE.votes, path: 'import', batch: PAPER_SCALE.votes },
  { judgments: 100_000, path: 'import', batch: 20_000 },
  { judgments: 100_000, path: 'import', batch: 100_000 },
  { judgments: 1_000_000, path: 'import', batch: 350_000 },
] as const;
const LOADS = [0.5, 0.9, 1.2, 2, 4];
const LOAD_SECONDS = 10;

export async function main(parameters: readonly string[]): Promise<void> {
  if (!mayRun(parameters, { help: HELP })) return;
  const tables = { units: await unitsTable(), shapes: shapesTable(), throttling: await throttled() };
  let document = await readFile(DOCUMENT, 'utf8');
  for (const [mark, table] of Object.entries(tables)) {
    console.log(`${table}\n`);
    document = between(document, mark, table);
  }
  await writeFile(DOCUMENT, document);
}

/** A study with the models, the specialties and the votes per clinician of the published study. */
const paperShape = (judgments: number): Shape => ({
  ...{ models: PAPER_SCALE.models, specialties: PAPER_SCALE.specialties, judgments },
  clinicians: clinicianCount(judgments),
});

async function unitsTable(): Promise<string> {
  const rows: string[] = [];
  for (const { judgments, path, batch } of COUNTED) {
    const shape = paperShape(judgments);
    const modelled = path === 'queue' ? queueUnits(shape, batch) : importUnits(shape, batch);
    const counted = await countedUnits(eachJudgmentEvent(judgments), { path, batch });
    const each = [counted.ledger, counted.cells, counted.import, counted.clinicians];
    const error = totalUnits(modelled) / totalUnits(counted) - 1;
    rows.push(
      row([
        ...[judgments.toLocaleString('en-GB'), `${path}, ${batch.toLocaleString('en-GB')} at once`],
        ...[totalUnits(modelled), totalUnits(counted), ...each].map((value) => value.toFixed(3)),
        `${(100 * error).toFixed(1)} %`,
      ]),
    );
  }
  const head = [
    'judgments',
    'path',
    'model',
    'counted',
    'ledger',
    'cells',
    'import',
    'clinicians',
    'error of the model',
  ];
  return [row(head), row(head.map((_, index) => (index === 1 ? '---' : '---:'))), ...rows].join('\n');
}

async function throttled(): Promise<string> {
  const events = judgmentEvents(LOAD_SECONDS * 500 * Math.max(...LOADS));
  const results = [];
  for (const load of LOADS)
    results.push(await throttle(events, { load, seconds: LOAD_SECONDS }, seededRandom(1)));
  return throttlingTable(results);
}
