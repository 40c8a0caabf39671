import { mayRun } from '../parameters.ts';
import { SIZES, simulate, tableOf } from './table.ts';

const HELP = `npm run disclosure [-- --reduced]

Measures how much a reader who keeps every public file learns about single votes, and prints the table of
docs/privacy.md. It takes some minutes. Progress goes to stderr.

  --reduced  simulate smaller studies, as the tests do`;

/** Runs the simulation of a reader who keeps every public file. */
export async function main(parameters: readonly string[]): Promise<void> {
  if (!mayRun(parameters, { help: HELP, known: ['--reduced'] })) return;
  const size = SIZES[parameters.includes('--reduced') ? 'reduced' : 'full'];
  const results = await simulate(size, (study, policy) =>
    console.error(`study ${study} of ${size.studies}: ${policy}`),
  );
  console.log(tableOf(results));
}
