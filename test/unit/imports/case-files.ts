import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAs } from './formats/reading.ts';
import { attempt, newWorld } from './importing.ts';

const CASES = join(import.meta.dirname, '..', '..', 'cases');

/** The file of a case, and the mapping next to it. */
export function caseFile(name: string): { content: Buffer; mapping: unknown; object: string } {
  const folder = join(CASES, name);
  const files = readdirSync(folder).filter((file) => file !== 'case.md');
  const beside = files.find((file) => file.endsWith('.mapping.json'));
  const object = files.find((file) => file !== beside)!;
  const mapping = beside && JSON.parse(readFileSync(join(folder, beside), 'utf8'));
  return { content: readFileSync(join(folder, object)), mapping, object };
}

/** The receipt and the rejects of an import. */
export async function importContent(content: string | Uint8Array, mapping?: unknown, object = 'a.jsonl') {
  const world = newWorld();
  await attempt(world, content, { object, ...(mapping === undefined ? {} : { mapping }) });
  return { receipt: world.receipts.receipt!, rejects: world.receipts.rejects };
}

/** The receipt and the rejects of a case's import, and its events if the file is not refused. */
export async function importCase(name: string) {
  const { content, mapping, object } = caseFile(name);
  const imported = await importContent(content, mapping, object);
  const isRead = imported.receipt.status === 'finished';
  const events = isRead ? (await readAs({ content, mapping })).events : [];
  return { ...imported, events, votes: events.filter((event) => event.kind === 'vote') };
}

/** The number of occurrences of each value. */
export function countsOf(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

/** The lines of the records in `rejects.jsonl`. */
export const rejectedLines = (rejects: string): number[] =>
  rejects
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).line);
