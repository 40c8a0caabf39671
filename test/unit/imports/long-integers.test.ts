import { describe, expect, test } from 'vitest';
import { countsOf, importCase, importContent } from './case-files.ts';
import { readAs } from './formats/reading.ts';

const [ONE, OTHER] = ['9007199254740992', '9007199254740993'] as const;

describe('Integers that a double would round', () => {
  test.each(['big-ids-same', 'big-ids-csv'])(
    'the fifty ids of the case %s remain fifty votes',
    async (name) => {
      const { receipt, votes } = await importCase(name);
      expect(receipt).toMatchObject({ status: 'finished', recorded: 50, duplicate: 0 });
      expect(votes[0]?.judgment).toBe('1234567890123456789');
      expect(new Set(votes.map(({ judgment }) => judgment)).size).toBe(50);
    },
  );

  test('fifty INT64 ids of Parquet remain fifty items', async () => {
    const { receipt, votes } = await importCase('parquet-int64');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 50 });
    expect(new Set(votes.map(({ item }) => item)).size).toBe(50);
    expect(new Set(votes.map(({ clinician }) => clinician)).size).toBe(7);
    expect(countsOf(votes.map(({ outcome }) => outcome))).toEqual({
      first: 13,
      second: 13,
      tie: 12,
      both_bad: 12,
    });
  });

  test('a numeric id in Primum’s own events is a reject that shows all its digits', async () => {
    const { receipt, rejects } = await importCase('big-ids-native');
    expect(receipt).toMatchObject({ recorded: 0, rejected: 2 });
    expect(rejects).toContain(`"judgment":${ONE},`);
    expect(rejects).toContain(`"judgment":${OTHER},`);
  });

  const battle = (members: string) => `{"model_a":"A","model_b":"B","winner":"tie",${members}}`;

  test('two judges with long ids remain two clinicians', async () => {
    const content = [ONE, OTHER].map((id) => battle(`"judge":${id},"question_id":1`)).join('\n');
    const { events } = await readAs({ content });
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
  });

  test('negative ids in a JSON array keep their digits', async () => {
    const content = `[${[ONE, OTHER].map((id) => battle(`"judge":"j","id":-${id}`)).join(',')}]`;
    const { events } = await readAs({ content });
    expect(events.map(({ judgment }) => judgment)).toEqual([`-${ONE}`, `-${OTHER}`]);
  });

  test('ids of annotations, annotators and tasks of Label Studio keep their digits', async () => {
    const result = '{"type":"pairwise","from_name":"p","to_name":"a","value":{"selected":"left"}}';
    const annotation = (id: string) =>
      `{"id":${id},"completed_by":9${id},"updated_at":"2026-03-01T09:30:00Z","result":[${result}]}`;
    const data = '{"model_a":"A","model_b":"B"}';
    const content = `[{"id":${ONE},"data":${data},"annotations":[${annotation(ONE)},${annotation(OTHER)}]}]`;
    const { events } = await readAs({ content, mapping: { reads: 'label-studio' } });
    expect(events.map(({ judgment }) => judgment)).toEqual([ONE, OTHER]);
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
    expect(events[0]).toMatchObject({ item: ONE });
  });

  test('ids of users of a MOOVE export and words of labels keep their digits', async () => {
    const record = (id: string) =>
      `{"id":${id},"user":{"value":9${id}},"vote":"1","evaluations":{},"parentContribution":{"value":${id}}}`;
    const entry = { first: 'A', second: 'B', specialty: 'cardiology' };
    const lookup = {
      by: 'parentContribution.value',
      entries: { [ONE]: entry, [OTHER]: { ...entry, first: 'C' } },
    };
    const mapping = { reads: 'moove', lookup, scale: { from: [1, 5] } };
    const { events } = await readAs({ content: [ONE, OTHER].map(record).join('\n'), mapping });
    expect(events.map(({ judgment }) => judgment)).toEqual([ONE, OTHER]);
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
    expect(events).toMatchObject([{ first: 'A' }, { first: 'C' }]);
  });

  test('ids that are joined from several columns keep their digits', async () => {
    const content = [ONE, OTHER].map((id) => battle(`"judge":"j","question_id":${id},"turn":1`)).join('\n');
    const { events } = await readAs({ content });
    expect(events).toMatchObject([{ item: `${ONE}/1` }, { item: `${OTHER}/1` }]);
  });

  test.each(['1e400', '-1e400', '12345678901234567890.5', '1e20', '9'.repeat(305)])(
    'the number %s is not an id, because other numbers decode to the same value',
    async (number) => {
      for (const member of [`"id":${number},"judge":"j"`, `"judge":${number}`]) {
        const { receipt, rejects } = await importContent(battle(member));
        expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
        expect(rejects).toMatch(/is a number that may have lost digits/);
      }
      const { receipt } = await importContent(battle(`"question_id":${number},"turn":1,"judge":"j"`));
      expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
    },
  );

  test('a time in nanoseconds is refused and shown with all its digits', async () => {
    const { receipt, rejects } = await importContent(battle('"judge":"j","tstamp":1772357400123456789'));
    expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
    expect(rejects).toContain('1772357400123456789');
  });

  test('NaN as Python writes it costs its line, and the reason names it', async () => {
    const { receipt, rejects } = await importCase('json-nan');
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect(rejects).toMatch(/"accuracy\\", in the column \\"Acc\\", is NaN.*"missing\\"/);
  });
});
