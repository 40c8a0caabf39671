import { join } from 'node:path';
import { generate } from '../cli/commands/try/generate.ts';
import { PAPER_SCALE } from '../cli/generate/world.ts';
import { SEED, STUDY } from './workload.ts';

/**
 * Writes a generated study as `primum generate` does, with one line per judgment.
 * @returns the file
 */
export async function generateEvents(directory: string, votes: number, clinicians: number): Promise<string> {
  await generate(directory, { ...PAPER_SCALE, study: STUDY, seed: SEED, votes, clinicians, format: 'jsonl' });
  return join(directory, 'events.jsonl');
}
