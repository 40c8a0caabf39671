import { describe, expect, test } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { renderReport } from '../../../shared/publication/report/index.ts';
import { audit } from '../../support/audit.ts';
import { sampleOperations } from '../../support/sample-operations.ts';
import { sampleAudit, sampleInput } from '../../support/sample-study.ts';
import { inputOf, SMALL } from '../audit/support.ts';
import { markupOf } from '../publication/markup.ts';
import { caseFile, importCase, importContent } from './case-files.ts';
import { lines } from './formats/files.ts';
import { readAs } from './formats/reading.ts';
import { inspected } from './inspected.ts';

interface Placed {
  readonly first: string;
  readonly second: string;
  readonly outcome: string;
}

const winnerOf = ({ first, second, outcome }: Placed) =>
  outcome === 'first' ? first : outcome === 'second' ? second : outcome;
const isFirst = ({ outcome }: Placed) => outcome === 'first';
const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));

describe('Preferences as chosen and rejected models', () => {
  test('name the winner, and neither place of display wins by a rule of the file', async () => {
    const { receipt, votes } = await importCase('chosen-rejected');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 40, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ order_unknown: 40 });
    expect(votes.filter((vote) => winnerOf(vote) === 'A')).toHaveLength(30);
    expect(votes.filter((vote) => winnerOf(vote) === 'B')).toHaveLength(10);
    const wonFirst = votes.filter(isFirst).length;
    expect(wonFirst).toBeGreaterThan(8);
    expect(wonFirst).toBeLessThan(32);
    for (const model of ['A', 'B'])
      expect(new Set(votes.filter((vote) => winnerOf(vote) === model).map(isFirst)).size).toBe(2);
  });

  test('have the same places in each import, also if a later file has another winner', async () => {
    const { content, mapping } = caseFile('chosen-rejected');
    const again = content
      .toString()
      .replaceAll('chosen_model', 'x')
      .replaceAll('rejected_model', 'chosen_model');
    const { events: before } = await readAs({ content, mapping });
    const { events: after } = await readAs({ content: again.replaceAll('"x"', '"rejected_model"'), mapping });
    expect(after.map((event) => 'first' in event && [event.judgment, event.first])).toEqual(
      before.map((event) => 'first' in event && [event.judgment, event.first]),
    );
    expect(after.map((event) => 'outcome' in event && event.outcome)).not.toEqual(
      before.map((event) => 'outcome' in event && event.outcome),
    );
  });

  test('get a starting mapping that says so', async () => {
    const { content } = caseFile('chosen-rejected');
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      row: 'vote',
      columns: { first: 'chosen_model', second: 'rejected_model', outcome: 'chosen_model' },
      order: 'unknown',
      outcomeNamesModel: true,
    });
    const { warnings } = await inspected(content, startingMapping);
    expect(warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^40 records of which .*"orderUnknown": true/)]),
    );
  });
});

describe('An order of display that is declared unknown', () => {
  const columns = { judgment: 'id', clinician: 'who', first: 'a', second: 'b', outcome: 'best' };
  const labels = { outcome: { 1: 'first', 2: 'second', 0: 'tie', '-1': 'both_bad' } };
  const scores = {
    columns: {
      sa: { answer: 'first', criterion: 'harmlessness' },
      sb: { answer: 'second', criterion: 'harmlessness' },
    },
  };
  const mapping = { row: 'vote', columns, labels, scores, scale: { from: [-2, 2] }, order: 'unknown' };
  const records = Array.from({ length: 40 }, (_, id) => ({
    id,
    who: `c${id % 7}`,
    a: 'm1',
    b: 'm2',
    best: [1, 2, 0, -1][id % 4],
    sa: 1,
    sb: -2,
  }));

  test('keeps winners, ties and the scores of each model', async () => {
    const { events } = await readAs({ content: lines(records), mapping });
    const votes = events.filter((event) => event.kind === 'vote');
    expect(votes.map(winnerOf)).toEqual(records.map((_, id) => ['m1', 'm2', 'tie', 'both_bad'][id % 4]));
    expect(new Set(votes.map(({ first }) => first))).toEqual(new Set(['m1', 'm2']));
    for (const vote of votes)
      expect(vote.scores).toEqual({ m1: { harmlessness: 1 }, m2: { harmlessness: -2 } });
  });

  test('is the exception: other mappings keep the order of the file, as does "displayed"', async () => {
    for (const order of [undefined, 'displayed']) {
      const { events } = await readAs({ content: lines(records), mapping: { ...mapping, order } });
      expect(events.every((event) => 'first' in event && event.first === 'm1')).toBe(true);
    }
  });

  test('lists a record that cannot be read as it is in the file', async () => {
    const { receipt, rejects } = await importContent(
      lines([{ ...records[0], best: 7 }, records[1]]),
      mapping,
    );
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect(rejects).toMatch(/"first":"m1","second":"m2","outcome":"7"/);
  });
});

describe('A protocol with "orderUnknown"', () => {
  const said = Array.from({ length: 40 }, (_, at) => ({
    by: at % 9,
    first: 'A',
    second: 'B',
    outcome: at % 4 === 0 ? ('second' as const) : ('first' as const),
  }));
  const positionBiasUnder = (given: object) =>
    audit(inputOf(said, protocol.parse({ criteria: SMALL.criteria, ...given }))).quality.positionBias;

  test('withholds the share of votes won by the answer displayed first', () => {
    expect(positionBiasUnder({})).toMatchObject({ rate: 0.75, n: 40 });
    expect(positionBiasUnder({ orderUnknown: true })).toEqual({
      rate: null,
      n: 0,
      interval: null,
      effectiveGroups: null,
    });
  });

  test('says so in the report', async () => {
    const known = sampleAudit();
    const unknown = audit({
      ...sampleInput(),
      protocol: { ...known.protocol, orderUnknown: true },
    });
    const meta = { id: '20260301T093000Z-000000000000', time: '2026-03-01T09:30:00Z', previous: null };
    const report = async (of: typeof known) => markupOf(await renderReport(of, sampleOperations(), meta));
    expect(await report(known)).toMatch(/50% without position bias/);
    expect(await report(unknown)).toMatch(/unknown: the data do not say which answer was displayed first/);
    expect(await report(unknown)).not.toMatch(/position bias/);
  });

  test('has no other hash if it says false', () => {
    expect(protocol.parse({ orderUnknown: false })).toEqual(protocol.parse({}));
  });
});
