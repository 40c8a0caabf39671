import { expect, test } from 'vitest';
import { readValue } from '../../../shared/events/read-value.ts';
import { people, raters, rating, readFile, vote } from './study.ts';

const read = (value: unknown, trusted = false) =>
  readValue(value, { pseudonymiser: people, raters, trusted });
const fieldOf = (value: unknown) => {
  const result = read(value);
  return result.ok ? null : [result.reject.reason, result.reject.field];
};

test.each([
  ['a number that is also in a release name', { clinician: '0613', first: 'gpt-4-0613' }],
  ['a number that is also a specialty', { clinician: '7', specialty: '7' }],
  ['a short id within a word', { clinician: 'ann', specialty: 'channelopathies' }],
  ['an id within a word', { clinician: 'card', specialty: 'cardiology' }],
  ['an id without letters', { clinician: '-', specialty: '-' }],
  ['an unspecified clinician', { clinician: 'unspecified', specialty: 'unspecified', item: 'unspecified-1' }],
])('%s does not identify the clinician', (_, change) => {
  const { scores: _scores, ...plain } = vote;
  expect(fieldOf({ ...plain, ...change })).toBeNull();
});

test('a number of four digits that is a complete name identifies the clinician', () => {
  expect(fieldOf({ ...vote, clinician: '4711', specialty: '4711' })).toEqual([
    'names_clinician',
    'specialty',
  ]);
});

test.each([
  ['the site', 'site', { ...vote, site: 'Practice of Dr. Ann Who' }],
  ['a version of a vote', 'modelVersions', { ...vote, modelVersions: [null, 'fine-tuned by Dr. Ann Who'] }],
  ['an answer of a vote', 'answers', { ...vote, answers: ['a1', 'x-dr. ann who-2'] }],
  ['the answer of a rating', 'answer', { ...rating, answer: 'x-Dr. Ann Who-2' }],
])(
  '%s that contains the id of the clinician refuses the event, and the reject does not show it',
  (_, field, value) => {
    const result = read(value);
    expect(fieldOf(value)).toEqual(['names_clinician', field]);
    expect(JSON.stringify(result)).not.toMatch(/ann who/i);
  },
);

test('the hash of a long answer may contain a short id by chance', () => {
  const answer = `It is ${'long, '.repeat(50)}and clinician abcde wrote it.`;
  expect(read({ ...vote, answers: [answer, null] })).toMatchObject({
    event: { answers: [expect.stringMatching(/^sha256:[0-9a-f]{64}$/), null] },
  });
});

test('the pseudonym of the clinician is also refused as a specialty', () => {
  const { clinician, ...rest } = vote;
  const pseudonym = people.pseudonymOf(clinician);
  expect(read({ ...rest, pseudonym, specialty: pseudonym }, true)).toMatchObject({
    reject: { reason: 'names_clinician', field: 'specialty' },
  });
});

test.each([
  ['in another case', { clinician: 'Dr. Muster', specialty: 'DR. MUSTER' }],
  ['within another name', { clinician: 'Muster', model: 'said by MUSTER' }],
  ['that is short', { clinician: 'Xq', specialty: 'xQ' }],
])('the record of a rejected event does not contain the name of its clinician %s', (_, change) => {
  const result = read({ ...rating, ...change });
  expect(result).toMatchObject({ reject: { reason: 'names_clinician' } });
  expect(JSON.stringify(result)).not.toMatch(/muster|"xq"/i);
});

test('a short id with another meaning in a reject is not replaced', async () => {
  const header = 'judgment,clinician,specialty,model,harmlessness,accuracy';
  const { rejects } = await readFile(
    `${header}\n1,1,2026,m1,1,-9\n12,Al,Al cases,m1,1,-9\n13,2026,x,m1,1,-9\n`,
  );
  expect(rejects.map(({ row }) => row)).toMatchObject([
    { judgment: '1', specialty: '2026', scores: { harmlessness: 1, accuracy: '-9' } },
    { judgment: '12', specialty: 'Al cases' },
    { judgment: '13', at: expect.stringMatching(/^2026-/) },
  ]);
});

test('a name that a message cuts off in the middle is removed from it', () => {
  const result = read({ ...vote, clinician: 'Dr. Ann Who', [`${'x'.repeat(52)}dr. Ann Who`]: 1 });
  expect(result).toMatchObject({
    reject: { message: expect.stringMatching(/unknown field "x{52}#clinician…"/) },
  });
});

test('a word of the contract is not replaced in a reject if the clinician has the same name', () => {
  const result = read({ ...vote, clinician: 'vote', outcome: 'none' });
  expect(result).toMatchObject({ reject: { field: 'outcome', row: { kind: 'vote' } } });
});

test('a name in a reject is removed in any case of its letters', () => {
  const result = read({ ...vote, clinician: 'Ann Who', specialty: 'wards of ann who#1' });
  expect(result).toMatchObject({ reject: { field: 'specialty' } });
  expect(JSON.stringify(result)).not.toMatch(/ann who/i);
});
