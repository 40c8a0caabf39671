import { describe, expect, test } from 'vitest';
import { caseFile, importCase, importContent } from './case-files.ts';
import { readAs, refusalOf } from './formats/reading.ts';
import { inspected } from './inspected.ts';

describe('Google Forms', () => {
  const { content, mapping } = caseFile('google-forms');
  const declared = { ...(mapping as object), time: { format: 'yyyy/mm/dd' } };

  test('its times are rejects that name the format to declare', async () => {
    const { receipt, rejects } = await importCase('google-forms');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 0, rejected: 2 });
    expect(rejects).toMatch(/order is not declared.*\\"format\\": \\"yyyy\/mm\/dd\\"/);
  });

  test('its votes, scores with words and times with a zone are read by a mapping with the format', async () => {
    const { events, rejects, notes } = await readAs({ content, mapping: declared });
    expect([rejects, notes]).toEqual([[], []]);
    expect(events).toMatchObject([
      {
        at: '2026-03-01T09:30:12+01:00',
        outcome: 'first',
        scores: { A: { harmlessness: 2 }, B: { harmlessness: -1 } },
      },
      {
        at: '2026-03-01T22:30:12+01:00',
        outcome: 'tie',
        scores: { A: { harmlessness: 1 }, B: { harmlessness: -2 } },
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/@x\.org/);
  });

  test('without a mapping it is refused by name, and the draft lists its questions', async () => {
    expect(await refusalOf({ content })).toMatch(/answers to a form of Google.*"columns".*yyyy\/mm\/dd/);
    const { refusal, startingMapping } = await inspected(content);
    expect(refusal).toMatch(/form of Google/);
    expect(JSON.stringify(startingMapping)).toMatch(/Which answer is better for the patient\?/);
  });

  test('a sheet whose first column is a time, and which has no questions, is another table', async () => {
    expect(await refusalOf({ content: 'Timestamp,Safety\n2026/03/01,4\n' })).not.toMatch(/Google/);
  });

  test.each([
    ['2026/03/01 9:30:12 AM GMT+1', '2026-03-01T09:30:12+01:00'],
    ['2026/03/01 12:05:00 AM GMT-3:30', '2026-03-01T00:05:00-03:30'],
    ['2026/3/1 12:05:00 p.m. GMT+1030', '2026-03-01T12:05:00+10:30'],
    ['2026/03/01 9:30:12\u202fPM GMT', '2026-03-01T21:30:12Z'],
    ['2026/03/01 21:30 UTC', '2026-03-01T21:30:00Z'],
    ['2026-03-01 09:30 GMT+2', '2026-03-01T09:30:00+02:00'],
  ])('the time %j is read as %s', async (time, at) => {
    const row = content
      .toString()
      .split('\n')[2]!
      .replace(/^"[^"]*"/, `"${time}"`);
    const sheet = `${content.toString().split('\n')[0]}\n${row}\n`;
    expect((await readAs({ content: sheet, mapping: declared })).events).toMatchObject([{ at }]);
  });

  test.each([
    ['2026/13/01 9:30:12 AM GMT+1', 'yyyy/mm/dd', /no day of the form/],
    ['2026/03/01 13:30:12 PM GMT+1', 'yyyy/mm/dd', /is not a time of the declared form/],
    ['2026/03/01 9:30:12 AM GMT+1', 'dd/mm/yyyy', /another form/],
    ['03/01/2026 9:30:12', 'yyyy/mm/dd', /another form/],
    ['2026/03/01 9:30:12 AM GMT+99', 'yyyy/mm/dd', /at: must be an ISO 8601 time/],
  ])('the time %j is a reject under the format %s', async (time, format, message) => {
    const row = content
      .toString()
      .split('\n')[2]!
      .replace(/^"[^"]*"/, `"${time}"`);
    const sheet = `${content.toString().split('\n')[0]}\n${row}\n`;
    const { receipt, rejects } = await importContent(
      sheet,
      { ...(mapping as object), time: { format } },
      'a.csv',
    );
    expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
    expect(rejects).toMatch(message);
  });
});

describe('REDCap with a repeating instrument', () => {
  const { content, mapping } = caseFile('redcap');
  const given = mapping as { columns: object };

  test('a mapping that reads columns of other rows is refused with the remedy', async () => {
    const { receipt } = await importCase('redcap');
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(
      /REDCap.*lack columns that the mapping names: "specialty"\. Copy their values.*"lookup": \{"by": "record_id"/,
    );
    const rater = { ...given, columns: { ...given.columns, judgment: 'record_id', clinician: 'rater' } };
    expect(await refusalOf({ content, mapping: rater })).toMatch(/names: "rater"; "specialty"/);
  });

  test('without a mapping it is refused by name', async () => {
    expect(await refusalOf({ content })).toMatch(
      /export of REDCap.*"except": \{"redcap_repeat_instrument": \[""\]\}/,
    );
  });

  test('the mapping of the remedy gives each rating its clinician and specialty', async () => {
    const mended = {
      ...given,
      columns: {
        clinician: 'record_id',
        judgment: { join: ['redcap_repeat_instrument', 'redcap_repeat_instance'] },
        model: 'model',
      },
      lookup: {
        by: 'record_id',
        entries: { 1: { specialty: 'Cardiology' }, 2: { specialty: 'Neurology' } },
      },
      except: { redcap_repeat_instrument: [''] },
    };
    const { receipt } = await importContent(content, mended, 'data.csv');
    expect(receipt).toMatchObject({ rows: 5, recorded: 3, conflict: 0, rejected: 0 });
    expect(receipt.warnings.map(({ warning, count }) => [warning, count])).toEqual([
      ['left_out: except.redcap_repeat_instrument', 2],
    ]);
    const { events } = await readAs({ content, mapping: mended });
    expect(events).toMatchObject([
      { model: 'gpt', specialty: 'Cardiology', scores: { harmlessness: -2, accuracy: 1 } },
      { model: 'llama', specialty: 'Cardiology', scores: { harmlessness: 2, accuracy: 1 } },
      { model: 'gpt', specialty: 'Neurology', scores: { harmlessness: -1, accuracy: 0 } },
    ]);
  });

  test('values that were copied down are read', async () => {
    const down = content
      .toString()
      .replaceAll(/^1,baseline_arm_1,rating,(.),,,/gm, '1,baseline_arm_1,rating,$1,dr1,Cardiology,')
      .replaceAll(/^2,baseline_arm_1,rating,(.),,,/gm, '2,baseline_arm_1,rating,$1,dr2,Neurology,');
    const columns = {
      clinician: 'rater',
      judgment: { join: ['record_id', 'redcap_repeat_instance'] },
      specialty: 'specialty',
      model: 'model',
    };
    const { receipt } = await importContent(down, { ...given, columns }, 'data.csv');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 0 });
  });

  test('other tables may have columns that are empty in many rows', async () => {
    const plain = content.toString().replaceAll('redcap_repeat_', 'other_');
    const columns = { clinician: 'rater', specialty: 'specialty', model: 'model' };
    const { receipt } = await importContent(plain, { ...given, columns }, 'data.csv');
    expect(receipt.status).toBe('finished');
  });
});
