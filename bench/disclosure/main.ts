import { SIZES, simulate, tableOf } from './table.ts';

/** `npm run disclosure`: what an outsider who keeps every public file learns about single votes. */
export async function main(argv: readonly string[]): Promise<void> {
  const size = SIZES[argv.includes('--reduced') ? 'reduced' : 'full'];
  const results = await simulate(size, (study, policy) =>
    console.error(`study ${study} of ${size.studies}: ${policy}`),
  );
  console.log(tableOf(results));
}
