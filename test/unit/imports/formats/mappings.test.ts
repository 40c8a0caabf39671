import { expect, test } from 'vitest';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import {
  arenaCsv,
  arenaJsonl,
  labelStudio,
  leftRightWinner,
  lines,
  mooveJson,
  wideRatings,
} from './files.ts';
import { ROW, unmapped, votes, withMapping } from './mapped-files.ts';
import { readAs } from './reading.ts';
import { saidBy } from './said.ts';

const SAID = saidBy(7, 3, ['first', 'second']);

test('a mapping can leave out ratings', async () => {
  const file = { ...unmapped(labelStudio(SAID)), mapping: { reads: 'label-studio', scores: {} } };
  expect((await readAs(file)).events).toMatchObject(SAID.map(({ first, second }) => ({ first, second })));
});

test('the hash of a mapping depends on its content, not on its layout', () => {
  const hash = (text: string) => {
    const parsed = parseMapping(text);
    return parsed.ok ? parsed.hash : '';
  };
  expect(hash('{"reads":"arena","row":"vote"}')).toBe(hash('\uFEFF{ "row": "vote",\n "reads": "arena" }'));
  expect(hash('{"reads":"arena"}')).not.toBe(hash('{"reads":"arena","constants":{"revision":2}}'));
});

test('a score of the preferred answer belongs to the preferred model, and in a tie both scores keep their order', async () => {
  const scores = {
    columns: {
      Eval: { answer: 'preferred', criterion: 'harmlessness' },
      'Second Eval': { answer: 'other', criterion: 'harmlessness' },
    },
  };
  const rows = [
    { ...ROW, id: 1, won: 'first', Eval: 5, 'Second Eval': '' },
    { ...ROW, id: 2, won: 'second', Eval: 1, 'Second Eval': 0 },
    { ...ROW, id: 3, won: 'tie', Eval: 2, 'Second Eval': 3 },
  ];
  const { events, notes } = await readAs(votes(rows, { scores, scale: { from: [1, 5], missing: [0] } }));
  expect(events.map((event) => event.kind === 'vote' && event.scores)).toEqual([
    { m1: { harmlessness: 2 } },
    { m2: { harmlessness: -2 } },
    { m1: { harmlessness: -1 }, m2: { harmlessness: 0 } },
  ]);
  expect(notes).toEqual(['preferred_only', 'preferred_only']);
});

test('the name of a model may give the winner', async () => {
  const rows = ['m1', 'm2', 'draw', 'm3'].map((won, id) => ({ ...ROW, id, won }));
  const mapping = {
    outcomeNamesModel: true,
    labels: { outcome: { draw: 'tie' }, model: { m1: 'one', m2: 'two' } },
  };
  const { events, rejects } = await readAs(votes(rows, mapping));
  expect(events).toMatchObject([
    { first: 'one', outcome: 'first' },
    { second: 'two', outcome: 'second' },
    { outcome: 'tie' },
  ]);
  expect(rejects).toMatchObject([{ line: 5, reason: 'unmapped_label', row: { outcome: 'm3' } }]);
});

test('with "latestWins", later records have higher revisions, and a constant revision raises them above all others', async () => {
  const rows = [
    { ...ROW, changed: '2026-01-01 10:00' },
    { ...ROW, changed: '2026-01-02 10:00' },
  ];
  const revisions = async (mapping: object) =>
    (await readAs(votes(rows, { latestWins: 'changed', ...mapping }))).events.map(
      (event) => 'revision' in event && event.revision,
    );
  const [earlier, later] = (await revisions({})) as number[];
  const [corrected] = (await revisions({ constants: { revision: 1 } })) as number[];
  expect(later).toBe(earlier! + 24 * 3600 * 1000);
  expect(corrected).toBeGreaterThan(later!);
  expect(Number.isSafeInteger((await revisions({ constants: { revision: 2000 } }))[1])).toBe(true);
});

test.each([
  ['2026-03-01T09:30:00+01:00', {}, '2026-03-01T09:30:00+01:00', []],
  ['2026-03-01 09:30:00.5+0100', {}, '2026-03-01T09:30:00.5+01:00', []],
  ['2026-03-01 09:30', { zone: '+01:00' }, '2026-03-01T09:30:00+01:00', []],
  ['2026-03-01 09:30', {}, '2026-03-01T09:30:00Z', ['no_zone']],
  ['2026-03-01', {}, '2026-03-01T00:00:00Z', ['no_zone']],
  ['1772357400.25', { unit: 'seconds' }, '2026-03-01T09:30:00.250Z', []],
  ['1772357400250', { unit: 'milliseconds' }, '2026-03-01T09:30:00.250Z', []],
  ['1772357400.25', { format: 's' }, '2026-03-01T09:30:00.250Z', []],
  ['1772357400250', { format: 'ms', unit: 'seconds' }, '2026-03-01T09:30:00.250Z', []],
  ['2026-03-01 9:30', {}, '2026-03-01T09:30:00Z', ['no_zone']],
  ['2026-03-01 09:30:00 UTC', {}, '2026-03-01T09:30:00Z', []],
  ['2026-03-01T09:30:00+0000', {}, '2026-03-01T09:30:00+00:00', []],
  ['2026-03-01T09:30:00Z', { format: 'dd/mm/yyyy' }, '2026-03-01T09:30:00Z', []],
  ['03/04/2026 09:30', { format: 'dd/mm/yyyy' }, '2026-04-03T09:30:00Z', ['no_zone']],
  ['3.4.2026', { format: 'dd/mm/yyyy', zone: '+02:00' }, '2026-04-03T00:00:00+02:00', []],
  ['03/04/2026, 12:05:09 am', { format: 'mm/dd/yyyy' }, '2026-03-04T00:05:09Z', ['no_zone']],
  ['3/4/2026 1:05 PM +01:00', { format: 'mm/dd/yyyy' }, '2026-03-04T13:05:00+01:00', []],
  ['46082.395833', { format: 'excel' }, '2026-03-01T09:30:00Z', ['no_zone']],
  ['46083', { format: 'excel', zone: '+01:00' }, '2026-03-02T00:00:00+01:00', []],
])('the time %s with the settings %j is read as %s', async (when, time, at, notes) => {
  const columns = {
    clinician: 'who',
    specialty: 'area',
    first: 'a',
    second: 'b',
    outcome: 'won',
    at: 'when',
  };
  const read = await readAs(votes([{ ...ROW, when }], { columns, time }));
  expect(read.events).toMatchObject([{ at }]);
  expect(read.notes).toEqual(notes);
});

test.each([
  ['03/04/2026', {}, /order of its day and month is not declared.*"dd\/mm\/yyyy"/],
  ['03/04/2026', { format: 's' }, /another form than "time"/],
  ['31/04/2026', { format: 'dd/mm/yyyy' }, /no day of the form "dd\/mm\/yyyy"/],
  ['25/04/2026', { format: 'mm/dd/yyyy' }, /no day of the form "mm\/dd\/yyyy"/],
  ['03/04/2026 13:05 PM', { format: 'mm/dd/yyyy' }, /not a time of the declared form/],
  ['46082', { format: 'iso' }, /another form/],
  ['20260301', { format: 's' }, /before 2015/],
  ['1772357400000', { format: 's' }, /is not a time of the declared form/],
  ['2014-12-31', {}, /before 2015/],
  ['3/4-2026', { format: 'mm/dd/yyyy' }, /not an ISO 8601/],
])('the time %s with the settings %j is a reject with the remedy', async (when, time, message) => {
  const columns = { clinician: 'who', first: 'a', second: 'b', outcome: 'won', at: 'when' };
  const { events, rejects } = await readAs(votes([{ ...ROW, when }], { columns, time }));
  expect(events).toEqual([]);
  expect(rejects).toMatchObject([{ field: 'at', reason: 'invalid_value' }]);
  expect(rejects[0]!.message).toMatch(message);
});

test('a number is a time only if its unit is declared', async () => {
  const columns = { clinician: 'who', first: 'a', second: 'b', outcome: 'won', at: 'when' };
  const { rejects } = await readAs(votes([{ ...ROW, when: 1772357400 }], { columns }));
  expect(rejects).toMatchObject([{ field: 'at', message: expect.stringMatching(/"time": {"format": "s"}/) }]);
});

test('an empty specialty counts under the constant specialty, or else as unspecified', async () => {
  const rows = [ROW, { ...ROW, id: 2, area: '' }];
  const specialties = async (mapping: object) => {
    const { events, notes } = await readAs(votes(rows, mapping));
    return [events.map((event) => 'specialty' in event && event.specialty), notes];
  };
  expect(await specialties({})).toEqual([['cardiology', 'unspecified'], ['no_specialty']]);
  expect(await specialties({ constants: { specialty: 'other' } })).toEqual([['cardiology', 'other'], []]);
});

test('an id may be joined from columns, and is absent if a part is missing', async () => {
  const columns = {
    judgment: { join: ['id', 'turn'] },
    clinician: 'who',
    specialty: 'area',
    first: 'a',
    second: 'b',
    outcome: 'won',
  };
  const { events } = await readAs(
    votes(
      [
        { ...ROW, turn: 1 },
        { ...ROW, turn: '' },
      ],
      { columns },
    ),
  );
  expect(events[0]?.judgment).toBe('j1/1');
  expect(events[1]?.judgment).toMatch(/^row-[\w-]{22}$/);
});

test('words are scores if the mapping gives their scores', async () => {
  const file = wideRatings(SAID);
  const content = file.content.replaceAll(/\d,(\d)\.0/g, 'Agree,"No opinion"');
  const scale = { values: { Disagree: -1, Agree: 1 }, missing: ['No opinion'] };
  expect((await readAs(withMapping({ ...file, content }, { scale }))).events).toMatchObject(
    SAID.map(() => ({ scores: { harmlessness: 1 } })),
  );
});

test('a criterion may have its own scale', async () => {
  const file = wideRatings(SAID);
  const content = `id,rater,llm,area,Safety,Accuracy\n1,ann,m1,x,1,1\n`;
  const { events } = await readAs(
    withMapping({ ...file, content }, { scales: { accuracy: { from: [1, 5] } } }),
  );
  expect(events).toMatchObject([{ scores: { harmlessness: 2, accuracy: -2 } }]);
});

test('a criterion with the label null is not read, and a criterion without a label is refused', async () => {
  const file = mooveJson(SAID);
  const labels = { criterion: { harmlessness: 'harmlessness', accuracy: null } };
  expect((await readAs(withMapping(file, { labels }))).events).toMatchObject(
    SAID.map(({ first, second, cards }) => ({
      scores: {
        [first]: { harmlessness: cards.first.harmlessness },
        [second]: { harmlessness: cards.second.harmlessness },
      },
    })),
  );
  const partly = withMapping(file, { labels: { criterion: { harmlessness: 'harmlessness' } } });
  expect((await readAs(partly)).rejects.map(({ reason }) => reason)).toEqual(
    SAID.map(() => 'unmapped_label'),
  );
});

test('a mapping can leave out a column of its known form, and give constants for missing columns', async () => {
  const file = {
    ...arenaCsv(SAID),
    mapping: { reads: 'arena', columns: { item: null }, constants: { specialty: 'surgery', country: 'CH' } },
  };
  const { events, notes } = await readAs(file);
  expect(events).toMatchObject(SAID.map(() => ({ specialty: 'surgery', country: 'CH' })));
  expect(events.every((event) => !('item' in event))).toBe(true);
  expect(notes).toEqual([]);
});

test('a record with a clinician counts for that clinician, even if other records have none', async () => {
  const battles = arenaJsonl(SAID)
    .content.split('\n')
    .map((line) => JSON.parse(line));
  const anonymous = battles.map(({ judge: _, ...battle }) => battle);
  const late = [...Array.from({ length: 25 }, () => anonymous[0]), battles[1]];
  const { events, notes } = await readAs({ content: lines(late) });
  expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
  expect(notes.filter((note) => note === 'no_clinician')).toHaveLength(25);
});

test('rows of left, right, winner may have columns of the clinician and the item', async () => {
  const { content } = leftRightWinner(SAID);
  const [header, ...rows] = content.trim().split('\n');
  const named = [`${header},judge,question_id`, ...rows.map((row, index) => `${row},ann,q${index}`)].join(
    '\n',
  );
  const { events, notes } = await readAs({ content: named });
  expect(events).toMatchObject(SAID.map((_, index) => ({ item: `q${index}` })));
  expect(notes).not.toContain('no_clinician');
});
