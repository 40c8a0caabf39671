import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readValue } from '../../../shared/events/read-value.ts';
import { stringifyJson } from '../../../shared/lib/lossless-json.ts';
import { HOSTILE_EVENTS, HOSTILE_TEXTS, NOT_JSON } from '../events/hostile-events.ts';
import { FILE_TIME, people, raters, rating, readFile, STUDY, vote } from '../events/study.ts';

const NAME = vote.clinician;

test('the reject of a row does not contain the clinician’s name, for any fault', async () => {
  const odd = [
    { ...vote, clinicain: NAME, clinician: undefined },
    { ...vote, doctor: NAME },
    { ...vote, [NAME]: 1 },
    { ...vote, clinician: ` ${NAME} `, outcome: 'x' },
    { ...vote, judgment: `${NAME}#1` },
    { ...vote, first: NAME, second: NAME, scores: undefined },
    { ...vote, scores: { [NAME]: { harmlessness: 1 } } },
    { ...vote, scores: { m1: { [NAME]: 1 } } },
    { ...vote, specialty: 'x'.repeat(199) + NAME },
    { ...vote, clinician: { name: NAME } },
    { ...vote, clinician: [NAME] },
    { ...rating, model: [[[[NAME]]]] },
    [[{ clinician: NAME }]],
    NAME,
  ].map((value) => JSON.stringify(value));
  const lines = [...odd, ...[...HOSTILE_EVENTS, ...HOSTILE_TEXTS].map(([, json]) => json)];
  const { rejects } = await readFile([...lines, ...NOT_JSON.map(([, text]) => text)].join('\n'));
  expect(rejects.length).toBeGreaterThan(60);
  expect(stringifyJson(rejects)).not.toContain('Ann');
});

test('a rejected row keeps its content without the pseudonym, and an operator can correct and import it', async () => {
  const { rejects } = await readFile(JSON.stringify({ ...vote, outcome: 'model_a' }));
  const { clinician, ...row } = vote;
  expect(rejects[0]?.row).toEqual({ ...row, outcome: 'model_a' });
  expect(JSON.stringify(rejects)).not.toContain(people.pseudonymOf(clinician));
  const pseudonym = people.pseudonymOfRater(rejects[0]?.rater ?? '');
  const mended = await readFile(JSON.stringify({ ...row, pseudonym }), undefined, true);
  expect(mended.events).toEqual((await readFile(JSON.stringify(vote))).events);
});

test('the word for an unspecified clinician is not replaced in other fields', async () => {
  const { rejects } = await readFile('left,right,winner\nm1,m2,m1\n');
  expect(rejects[0]?.row).toMatchObject({ specialty: 'unspecified' });
});

test('an invalid pseudonym, or one in addition to a clinician, is refused', async () => {
  const { clinician: _, ...rest } = vote;
  const lines = [
    { ...rest, pseudonym: 'Ann' },
    { ...rest, pseudonym: 7 },
    { ...vote, pseudonym: people.pseudonymOf('Ann') },
  ].map((value) => JSON.stringify(value));
  for (const trusted of [false, true]) {
    const { rejects } = await readFile(lines.join('\n'), undefined, trusted);
    expect(rejects.map(({ reason, field }) => [reason, field])).toEqual(
      lines.map(() => ['invalid_value', 'pseudonym']),
    );
  }
});

test('a name in the field of the pseudonym is not kept', () => {
  const { clinician, ...rest } = vote;
  for (const trusted of [true, false]) {
    const read = readValue({ ...rest, pseudonym: clinician }, { pseudonymiser: people, raters, trusted });
    expect(JSON.stringify(read)).not.toContain(clinician);
  }
});

test('a name that contains quotes is also removed from messages', () => {
  const clinician = 'Ann "Dr \\ A" Other';
  const value = { ...vote, clinician, [`seen by ${clinician}`]: 1 };
  const read = readValue(value, { pseudonymiser: people, raters, trusted: false });
  expect(read).toMatchObject({ reject: { reason: 'unknown_field' } });
  expect(JSON.stringify(read)).not.toContain('Other');
});

test('reading any JSON value gives an event or a reject', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, trusted) => {
      const read = readValue(value, { pseudonymiser: people, raters, trusted });
      expect(read.ok).toBe(false);
    }),
  );
});

const HEADER = 'clinician,specialty,at,first,second,outcome';
const idsOf = async (rows: string[], header = HEADER): Promise<string[]> => {
  const { events, rejects } = await readFile([header, ...rows].join('\n'));
  expect(rejects).toEqual([]);
  return events.map(({ judgment }) => judgment);
};

test('the id of a row without one depends on clinician, time and content, but not on outcome and scores', async () => {
  const [a, b, c, d] = await idsOf([
    'ann,cardiology,2026-03-01T09:30:00Z,m1,m2,first',
    ' ann ,cardiology,2026-03-01T10:30:00+01:00,m1,m2,tie',
    'ann,cardiology,2026-03-01T09:30:01Z,m1,m2,first',
    'bob,cardiology,2026-03-01T09:30:00Z,m1,m2,first',
  ]);
  expect(b).toBe(a);
  expect(new Set([a, c, d]).size).toBe(3);
});

test('the id of a row without an id and a time depends on its content and earlier equal rows', async () => {
  const rows = ['ann,cardiology,,m1,m2,first', 'ann,cardiology,,m1,m2,tie', 'ann,cardiology,,m1,m2,first'];
  const ids = await idsOf(rows);
  expect(new Set(ids).size).toBe(3);
  expect(await idsOf(rows)).toEqual(ids);
  const without = rows.map((row) => row.replace(',,', ','));
  expect(await idsOf(without, HEADER.replace(',at', ''))).toEqual(ids);
});

test('the id of a row without one depends on its item, and on its outcome only if it has no time', async () => {
  const header = `${HEADER},item`;
  const at = '2026-03-01T09:30:00Z';
  const rows = (time: string) => [
    `ann,cardiology,${time},m1,m2,first,q1`,
    `ann,cardiology,${time},m1,m2,tie,q1`,
    `ann,cardiology,${time},m1,m2,first,q2`,
  ];
  const [timed, untimed] = [await idsOf(rows(at), header), await idsOf(rows(''), header)];
  expect(timed[1]).toBe(timed[0]);
  expect(new Set([...timed, ...untimed]).size).toBe(5);
  expect(timed).not.toContain(untimed[0]);
  expect(await idsOf([`ann,cardiology,${at},m1,m2,first,`], header)).toEqual(
    await idsOf([`ann,cardiology,${at},m1,m2,first`]),
  );
});

test('the item of a row becomes that of the event, and is kept in a reject', async () => {
  const { events, rejects } = await readFile(
    [
      `${HEADER},item`,
      'ann,cardiology,,m1,m2,first, q1 ',
      'ann,cardiology,,m1,m2,best,q1',
      'ann,cardiology,,m1,m2,tie,@q',
    ].join('\n'),
  );
  expect(events).toMatchObject([{ item: 'q1' }]);
  expect(rejects).toMatchObject([{ row: { item: 'q1' } }, { field: 'item' }]);
});

test('a row without a time gets the time of the file', async () => {
  const { events } = await readFile(`${HEADER}\nann,cardiology,,m1,m2,first\n`);
  expect(events).toMatchObject([{ at: FILE_TIME, study: STUDY }]);
});

test('the reject of a row without an id has no id', async () => {
  const { rejects } = await readFile(`${HEADER}\nann,cardiology,,m1,m1,first\n`);
  expect(rejects[0]?.row).not.toHaveProperty('judgment');
});
