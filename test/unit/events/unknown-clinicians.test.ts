import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { readValue } from '../../../shared/events/read-value.ts';
import { WITHHELD } from '../../../shared/events/rejected-row.ts';
import { fileReader } from '../../../shared/imports/file-reader.ts';
import { FILE_TIME, people, raters, rating, STUDY, vote } from './study.ts';

const NAME = 'dr-smith-17';
const { clinician: _, ...anonymous } = vote;
/** An event in which every free text contains the clinician's name. */
const telling = {
  ...anonymous,
  judgment: `${NAME}-1`,
  specialty: NAME,
  country: 'DS',
  item: NAME,
  first: NAME,
  second: `${NAME}-b`,
  scores: { [NAME]: { [NAME]: 1 } },
};
const read = (value: unknown, trusted = false) =>
  readValue(value, { pseudonymiser: people, raters, trusted });
const rejectOf = (value: unknown, trusted = false) => {
  const result = read(value, trusted);
  if (result.ok) throw new Error('the event was accepted');
  return result.reject;
};

test.each<[what: string, event: object]>([
  ['nothing', telling],
  ['a number', { ...telling, clinician: 17 }],
  ['an integer beyond 2^53', { ...telling, clinician: 9007199254740993n }],
  ['an object', { ...telling, clinician: { name: NAME } }],
  ['a list', { ...telling, clinician: [NAME] }],
  ['true', { ...telling, clinician: true }],
  ['null', { ...telling, clinician: null }],
  ['a blank', { ...telling, clinician: '  ' }],
  ['half of a surrogate pair', { ...telling, clinician: `${NAME}\ud800` }],
  ['a text of 33,000 characters', { ...telling, clinician: NAME.repeat(3000) }],
  ['a text with a key separator', { ...telling, clinician: `${NAME}#1` }],
  ['a field in capitals', { ...telling, Clinician: NAME }],
  ['a misspelt field', { ...telling, clinican: NAME }],
  ['a field called rater', { ...telling, rater: NAME }],
  ['an object called user', { ...telling, user: { value: NAME } }],
  ['a field with the clinician’s name', { ...telling, [NAME]: true }],
  ['a pseudonym that is a name', { ...telling, pseudonym: NAME }],
  ['a kind that is a name', { ...telling, kind: NAME }],
  ['a name in every other field', { ...telling, outcome: NAME, at: NAME, part: NAME, revision: NAME }],
])('%s in place of a clinician leaves no name in the reject', (_, event) => {
  for (const trusted of [false, true]) {
    const reject = rejectOf(event, trusted);
    expect(
      JSON.stringify(reject, (_name, part) => (typeof part === 'bigint' ? String(part) : part)),
    ).not.toMatch(/smith|"DS"|17|9007/i);
    expect(reject).toMatchObject({ incomplete: true, row: { judgment: WITHHELD, specialty: WITHHELD } });
  }
});

test('a reject without a known clinician keeps values from a closed vocabulary', () => {
  expect(rejectOf({ ...telling, revision: 3 })).toMatchObject({
    reason: 'missing_field',
    field: 'clinician',
    row: { kind: 'vote', study: STUDY, at: vote.at, outcome: 'first', revision: 3, first: WITHHELD },
  });
  expect(rejectOf({ kind: 'vote', study: STUDY })).toEqual({
    reason: 'missing_field',
    field: 'clinician',
    message: 'clinician: is missing',
    row: { kind: 'vote', study: STUDY },
  });
});

test('a row with a withheld value is refused until the value is filled in', () => {
  const { row } = rejectOf(telling);
  const resent = read({ ...(row as object), clinician: 'ann' }, true);
  expect(resent).toMatchObject({ ok: false, reject: { field: 'judgment' } });
});

test('the reject of a numeric clinician asks for a text in quotes', () => {
  const told = { field: 'clinician', message: 'clinician: must be a text: write it in quotes' };
  expect(rejectOf({ ...vote, clinician: 4711 })).toMatchObject(told);
  expect(rejectOf({ ...vote, clinician: 4711n })).toMatchObject(told);
});

test('a pseudonym from an untrusted sender is not kept, so that it cannot be resent as a valid one', () => {
  const pseudonym = people.pseudonymOf('somebody else');
  expect(JSON.stringify(rejectOf({ ...anonymous, pseudonym }))).not.toContain(pseudonym);
  expect(rejectOf({ ...vote, outcome: 'x', pseudonym })).toMatchObject({
    rater: raters(people.pseudonymOf(vote.clinician)),
  });
});

test('the reject of a row made from columns does not quote the name in the fault of its format', () => {
  const reader = fileReader({
    study: STUDY,
    protocol: defaultProtocol(),
    pseudonymiser: people,
    importId: 'import',
    fileTime: FILE_TIME,
  });
  const fault = {
    reason: 'unmapped_label',
    field: 'outcome',
    message: `outcome: "${NAME}" is no label`,
  } as const;
  const record = {
    line: 3,
    byteOffset: 9,
    form: 'rows',
    notes: [],
    value: [{ value: telling, fault }],
  } as const;
  const { rejects } = reader.read(record);
  expect(rejects).toMatchObject([{ line: 3, byteOffset: 9, reason: 'missing_field', field: 'clinician' }]);
  expect(JSON.stringify(rejects)).not.toContain('smith');
});

test('a numeric id is refused with all its digits, unless they are the clinician’s', () => {
  const judgment = 9007199254740993n;
  expect(rejectOf({ ...vote, judgment })).toMatchObject({
    field: 'judgment',
    message: 'judgment: must be a text: write it in quotes',
    row: { judgment },
  });
  const own = rejectOf({ ...vote, clinician: String(judgment), judgment });
  expect(own).toMatchObject({ row: { judgment: '#clinician' } });
});

test('a clinician’s name with invisible characters is also removed from messages', () => {
  const clinician = 'Ann\u00adWho\u200bSmith';
  const reject = rejectOf({ ...vote, clinician, [`seen by ${clinician}`]: 1 });
  expect(reject.reason).toBe('unknown_field');
  expect(JSON.stringify(reject)).not.toContain('Smith');
});

test.each([
  ['ΜΑΡΙΑΣ', 'seen by μαριας#'],
  ['Weiß Straße', 'ward of WEIß STRAßE#'],
  ['Smith', 'ward of ſmith#'],
])('the clinician %s is found in any case of the letters', (clinician, specialty) => {
  const { row } = rejectOf({ ...vote, clinician, specialty });
  expect(row).toMatchObject({ specialty: `${specialty.slice(0, 8)}#clinician#` });
});

test('the record of a rejected event does not contain the clinician’s name for any other fault', () => {
  const name = fc.constantFrom('Ann Who', 'Zoë Åström', 'dr-4711', '471123', 'Ann "Doc" Who');
  const spoiled = (clinician: string) =>
    fc
      .tuple(
        fc.constantFrom('x', 'y'.repeat(190), '…', 'a'.repeat(990), '"'),
        fc.constantFrom('judgment', 'specialty', 'item', 'first', 'model', 'scores', 'outcome', 'other'),
        fc.boolean(),
      )
      .map(([padding, field, isKey]) => {
        const text = `${padding} ${clinician} ${padding}`;
        const value = isKey ? { [text]: { [text]: text } } : text;
        return { ...rating, clinician, scores: {}, [field]: value, [isKey ? text : 'z']: 1 };
      });
  fc.assert(
    fc.property(
      name.chain((clinician) => fc.tuple(fc.constant(clinician), spoiled(clinician))),
      ([clinician, event]) => {
        const kept = JSON.stringify(rejectOf(event));
        expect(kept).not.toContain(clinician);
        expect(kept).not.toContain(JSON.stringify(clinician).slice(1, -1));
      },
    ),
  );
});
