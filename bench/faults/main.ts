import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { between } from '../../test/support/document.ts';
import { mayRun } from '../parameters.ts';
import type { Finding } from './check.ts';
import { type Harness, startHarness } from './harness.ts';
import { FAULT_PARTS } from './parts.ts';
import { type Part, partsTable, sitesTable } from './report.ts';

const HELP = `npm run faults [-- <part>…]

Runs the local stack and injects faults into its calls to AWS. Parts (by default all):
  calls       every call × every fault, so often that the SDK gives up
  outages     an outage of each service while the queue fills
  publishers  two concurrent publishers, and one with a jumping clock
  drift       counters that are changed by hand, and corrected while votes arrive
  soak        an hour of votes in minutes, with random faults and kills

If all parts run, the tables of docs/reliability.md are updated. Exit code 1 means lost, doubled or wrong results.`;

const DOCUMENT = join(import.meta.dirname, '../../docs/reliability.md');
export async function main(parameters: readonly string[]): Promise<void> {
  if (!mayRun(parameters, { help: HELP, known: [...FAULT_PARTS.keys()] })) return;
  const harness = await startHarness();
  const stop = () => void harness.stop().finally(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await run(harness, parameters.length === 0 ? [...FAULT_PARTS.keys()] : parameters);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await harness.stop();
  }
}

async function run(harness: Harness, names: readonly string[]): Promise<void> {
  const parts: Part[] = [];
  for (const name of names) parts.push(...(await FAULT_PARTS.get(name)!(harness)));
  const letters = await harness.deadLetters();
  const [table, sites] = [partsTable(parts), sitesTable(harness.proxy.sites)];
  console.log(`${table}\n\n${sites}\n\nDead letters: ${letters.length}`);
  const wrong = parts.flatMap(({ findings }) => findings).filter(isWrong);
  for (const finding of wrong) console.error(finding);
  if (wrong.length > 0 || letters.length > 0) process.exitCode = 1;
  else if (names.length === FAULT_PARTS.size) {
    const document = await readFile(DOCUMENT, 'utf8');
    await writeFile(DOCUMENT, between(between(document, 'parts', table), 'sites', sites));
  }
}

const isWrong = ({ lost, doubled, wrong }: Finding): boolean => lost + doubled + wrong.length > 0;
