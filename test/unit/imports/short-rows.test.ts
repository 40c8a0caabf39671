import { describe, expect, test } from 'vitest';
import { importContent } from './case-files.ts';
import { readAs, refusalOf } from './formats/reading.ts';

/** Results of Mechanical Turk, before anybody reviews them: the header also names the columns of the review. */
const RESULTS = [
  '"AssignmentId","WorkerId","Input.model","Answer.Safety","Approve","Reject"',
  '"t1","w1","gpt","4"',
  '"t2","w2","gpt","a',
  'b"',
  '"t3","w2","llama","1"',
].join('\n');

const MAPPING = {
  row: 'rating',
  columns: { judgment: 'AssignmentId', clinician: 'WorkerId', model: 'Input.model' },
  constants: { specialty: 'cardiology' },
  scores: { columns: { 'Answer.Safety': { criterion: 'harmlessness' } } },
  scale: { from: [1, 5], to: [-2, 2] },
};

const declaring = (fields: number) => ({ ...MAPPING, table: { fields } });

describe('Rows that end before the last columns of the header', () => {
  test('without a declaration each is a reject that names the entry to declare', async () => {
    const { rejects } = await readAs({ content: RESULTS, mapping: MAPPING });
    expect(rejects[0]).toMatchObject({
      line: 2,
      reason: 'unparsable',
      message:
        'has 4 fields, but the header names 6; if every row has 4, declare "table": {"fields": 4} in a mapping',
    });
  });

  test('if no record can be parsed, no warning says that a named column is empty', async () => {
    const { receipt } = await importContent(RESULTS, MAPPING, 'batch.csv');
    expect(receipt).toMatchObject({ recorded: 0, rejected: 4, warnings: [] });
  });

  test('with their number of fields declared they are read', async () => {
    const { receipt, rejects } = await importContent(RESULTS, declaring(4), 'batch.csv');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
    expect(rejects).toMatch(/"line":3,.*scale/);
  });

  test('a row of another length stays a reject', async () => {
    const content = `${RESULTS}\n"t4","w2","gpt","5","x",""\n"t5","w2","gpt"\n`;
    const { events, rejects } = await readAs({ content, mapping: declaring(4) });
    expect(events).toHaveLength(2);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'invalid_value'],
      [6, 'unparsable'],
      [7, 'unparsable'],
    ]);
    expect(rejects[1]?.message).toBe(
      'has 6 fields, but rows have 4 by "table": {"fields": …} of the mapping',
    );
  });

  test('a column beyond the declared fields does not exist', async () => {
    const columns = { ...MAPPING.columns, specialty: 'Approve' };
    expect(await refusalOf({ content: RESULTS, mapping: { ...declaring(4), columns } })).toMatch(
      /lacks.*"Approve"/,
    );
  });

  test('more fields than the header names are refused with the number of its columns', async () => {
    expect(await refusalOf({ content: RESULTS, mapping: declaring(7) })).toMatch(
      /names 6 columns.*"fields": 7/,
    );
  });
});
