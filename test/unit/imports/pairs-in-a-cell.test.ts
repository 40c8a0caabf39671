import { describe, expect, test } from 'vitest';
import { caseFile } from './case-files.ts';
import { table } from './formats/files.ts';
import { readAs } from './formats/reading.ts';
import { inspected } from './inspected.ts';

const outcomesOf = (events: readonly { kind: string }[]) =>
  events.map((event) => ('outcome' in event ? event.outcome : event.kind));

describe('Both models in one cell', () => {
  const { content } = caseFile('both-models-in-cell');
  const lookup = { by: 'pair', entries: { 'gpt vs llama': { first: 'gpt', second: 'llama' } } };
  const columns = { judgment: 'id', clinician: 'who', specialty: 'sp', outcome: 'win' };

  test('a lookup by the pair gives the models, and the outcome may be the name of one', async () => {
    const mapping = { row: 'vote', columns, lookup, outcomeNamesModel: true };
    const { events, rejects } = await readAs({ content, mapping });
    expect(rejects).toEqual([]);
    expect(events).toMatchObject([
      { judgment: '1', first: 'gpt', second: 'llama', outcome: 'first', specialty: 'card' },
      { judgment: '2', first: 'gpt', second: 'llama', outcome: 'second' },
    ]);
  });

  test('constants give the models in the same way, and columns have priority over them', async () => {
    const constants = { first: 'gpt', second: 'llama' };
    const mapping = { row: 'vote', columns, constants, outcomeNamesModel: true };
    expect(outcomesOf((await readAs({ content, mapping })).events)).toEqual(['first', 'second']);
    const rows = [
      { id: '1', a: 'x', b: 'y', win: 'y' },
      { id: '2', a: '', b: 'y', win: 'gpt' },
    ];
    const named = { ...mapping, columns: { judgment: 'id', first: 'a', second: 'b', outcome: 'win' } };
    const { events } = await readAs({ content: table(rows), mapping: named });
    expect(events).toMatchObject([
      { first: 'x', outcome: 'second' },
      { first: 'gpt', second: 'y', outcome: 'first' },
    ]);
  });

  test('a pair without an entry, and a winner that is none of the two, are rejects', async () => {
    const more = `${content}3,doc1,card,gpt vs claude,gpt\n4,doc2,card,gpt vs llama,claude\n`;
    const mapping = { row: 'vote', columns, lookup, outcomeNamesModel: true };
    const { events, rejects } = await readAs({ content: more, mapping });
    expect(events).toHaveLength(2);
    expect(rejects).toMatchObject([
      { line: 4, field: 'lookup' },
      { line: 5, field: 'outcome' },
    ]);
  });

  test('the starting mapping has the lookup, and asks for the order', async () => {
    const { startingMapping, refusal } = await inspected(content);
    expect(refusal).toMatch(/read by a mapping/);
    expect(startingMapping).toMatchObject({
      row: 'vote',
      columns: { clinician: 'who', outcome: 'win', judgment: 'id' },
      lookup,
      order: expect.stringMatching(/^EDIT: displayed, if/),
      outcomeNamesModel: true,
    });
    expect(startingMapping).not.toHaveProperty('labels');
    const tie = `${content}3,doc1,card,gpt vs llama,tie\n`;
    const begun = (await inspected(tie)).startingMapping;
    const columns = { ...(begun?.columns as object), specialty: 'sp' };
    const { events } = await readAs({ content: tie, mapping: { ...begun, columns, order: 'displayed' } });
    expect(outcomesOf(events)).toEqual(['first', 'second', 'tie']);
  });
});
