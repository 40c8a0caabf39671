import { describe, expect, test } from 'vitest';
import { EVENT_OUTCOMES } from '../../../shared/ledger/apply.ts';
import { EVERY_FORM, ROWS } from './every-form.ts';
import { attempt, countersOf, newWorld } from './importing.ts';
import { mutated, randomNumbers } from './mutated.ts';

const FILES_PER_FORM = 60;

/** A line of text with one change of the kinds that people and programs make. */
function changedLine(line: string, random: () => number): string[] {
  const place = (length: number) => Math.floor(random() * length);
  const delimiter = [',', ';', '\t', '|'].find((one) => line.includes(one)) ?? ',';
  const cells = line.split(delimiter);
  const changed = (cell: string) => cells.with(place(cells.length), cell).join(delimiter);
  switch (place(8)) {
    case 0:
      return [line, line];
    case 1:
      return [];
    case 2:
      return [line.slice(0, place(line.length))];
    case 3:
      return [changed('')];
    case 4:
      return [changed('"unclosed')];
    case 5:
      return [changed(['7', 'null', '[1]', '{}', 'true', '1e400', '"x"', 'NaN'][place(8)]!)];
    case 6:
      return [line, cells.map(() => '').join(delimiter)];
    default:
      return [line, ''];
  }
}

/** A text in which some lines below the first are changed. */
function changedText(text: string, random: () => number): string {
  const [first = '', ...rest] = text.split('\n');
  const changes = 1 + Math.floor(random() * 4);
  const lines = rest.flatMap((line) =>
    random() * rest.length < changes ? changedLine(line, random) : [line],
  );
  return [first, ...lines].join('\n');
}

/** The number of records of a text without quoted fields, by its lines. Null if lines do not show it. */
function recordsByLine(content: string): number | null {
  const lines = content.split('\n').filter((line) => line !== '' && line !== '\r');
  if (lines[0]?.startsWith('{') && !(lines.length > 1 && lines[0].endsWith('}'))) return null;
  if (lines[0]?.startsWith('{')) return lines.filter((line) => line.trim() !== '').length;
  return content.startsWith('[') || content.includes('"') ? null : lines.length - 1;
}

/** Warnings about records that make no event. */
const MAKES_NO_EVENT = /make no event/;

const textOf = (content: string | Uint8Array): string | null =>
  typeof content === 'string' ? content : null;

describe.each(Object.entries(EVERY_FORM))('Files of %s', (form, { files, ...relation }) => {
  test('end with a receipt that accounts for every row, if they are damaged at random', async () => {
    const statuses = new Map<string, number>();
    for (let seed = 1; seed <= FILES_PER_FORM; seed += 1) {
      const random = randomNumbers(seed * 1000 + form.length);
      const { content, mapping } = files[seed % files.length]!;
      const text = seed % 3 === 0 ? textOf(content) : null;
      const changed =
        text === null ? mutated(Buffer.from(content as string), random) : changedText(text, random);
      const world = newWorld();
      const result = await attempt(world, changed, { mapping });
      const where = `seed ${seed}`;
      expect(result.status, where).toBe('concluded');
      const receipt = world.receipts.receipt!;
      statuses.set(receipt.status, (statuses.get(receipt.status) ?? 0) + 1);
      expect(receipt.message ?? 'finished', where).not.toMatch(
        /rater-|Muster|within \d+ seconds|more memory/,
      );

      const outcomes = EVENT_OUTCOMES.reduce((sum, outcome) => sum + receipt[outcome], 0);
      expect(outcomes + receipt.rejected, where).toBe(receipt.events);
      const withoutEvents = receipt.warnings
        .filter(({ message }) => MAKES_NO_EVENT.test(message))
        .reduce((sum, { count }) => sum + count, 0);
      if (relation.hasSeveralEvents)
        expect(receipt.events + withoutEvents, where).toBeGreaterThanOrEqual(receipt.rows);
      else expect(receipt.events + withoutEvents, where).toBe(receipt.rows);
      const counted = text === null ? null : recordsByLine(changed as string);
      if (counted !== null && receipt.status === 'finished') expect(receipt.rows, where).toBe(counted);
      const rejects = world.receipts.rejects.split('\n').filter((line) => line !== '');
      // Conflicts are also listed, but counted separately.
      expect(rejects.length, where).toBe(receipt.rejected + receipt.conflict);
      if (!relation.isPlain) continue;
      const cells = await countersOf(world);
      const votes = cells.flatMap(({ counts }) => Object.values(counts)).reduce((a, b) => a + b, 0);
      expect(votes, where).toBe(receipt.recorded);
    }
    // With these changes, some files are read to their end and others are not.
    expect([...statuses.keys()].sort()).toEqual(relation.isBrittle ? ['failed'] : ['failed', 'finished']);
  });

  test('are read to their end without a conflict, if they are whole', async () => {
    for (const { content, mapping } of files) {
      const world = newWorld();
      await attempt(world, content, { mapping });
      expect(world.receipts.receipt).toMatchObject({ status: 'finished', conflict: 0 });
      expect(world.receipts.receipt!.recorded).toBeGreaterThan(ROWS / 3);
    }
  });
});
