import { expect, test } from 'vitest';
import { MAX_REVISION } from '../../../shared/contracts/event.ts';
import { readValue } from '../../../shared/events/read-value.ts';
import { people, raters, rating, readFile, vote } from './study.ts';

const TOO_HIGH =
  /^revision: is 9000000000000001, and must be at most 9000000000000000, .*Number the revisions 1, 2, 3/;

const { clinician, ...unnamed } = vote;
const pseudonym = people.pseudonymOf(clinician);

test('an event from the queue has a revision that an operator can still correct', () => {
  const read = (value: object) => readValue(value, { pseudonymiser: people, raters, trusted: false });
  expect(read({ ...vote, revision: MAX_REVISION })).toMatchObject({ event: { revision: MAX_REVISION } });
  expect(read({ ...rating, revision: MAX_REVISION + 1 })).toMatchObject({
    reject: { reason: 'invalid_value', field: 'revision', message: expect.stringMatching(TOO_HIGH) },
  });
  expect(read({ ...unnamed, pseudonym, revision: MAX_REVISION + 1 })).toMatchObject({ ok: false });
});

test('an event in a file may have a higher revision only if it names its clinician by the pseudonym', async () => {
  const lines = [
    { ...vote, revision: MAX_REVISION },
    { ...vote, revision: MAX_REVISION + 1 },
    { ...unnamed, pseudonym, revision: MAX_REVISION + 1 },
    { ...unnamed, pseudonym, revision: Number.MAX_SAFE_INTEGER },
  ].map((event) => JSON.stringify(event));
  const beyond = JSON.stringify({ ...unnamed, pseudonym, revision: 0 }).replace('0}', '9007199254740992}');
  const { events, rejects } = await readFile([...lines, beyond].join('\n'), undefined, true);
  expect(events.map((event) => 'revision' in event && event.revision)).toEqual([
    ...[MAX_REVISION, MAX_REVISION + 1],
    Number.MAX_SAFE_INTEGER,
  ]);
  expect(rejects).toMatchObject([
    { line: 2, field: 'revision', message: expect.stringMatching(TOO_HIGH) },
    { line: 5, field: 'revision', message: expect.stringMatching(/above 2\^53 - 1/) },
  ]);
});

test('a row of a table is bounded in the same way', async () => {
  const header = 'judgment,clinician,specialty,first,second,outcome,revision';
  const { events, rejects } = await readFile(
    `${header}\nj1,c1,card,a,b,tie,9000000000000000\nj2,c1,card,a,b,tie,9000000000000001\n`,
  );
  expect(events.map(({ judgment }) => judgment)).toEqual(['j1']);
  expect(rejects).toMatchObject([{ line: 3, field: 'revision', message: expect.stringMatching(TOO_HIGH) }]);
});
