import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { CommandError } from '../../../cli/command-line/errors.ts';
import { inspect } from '../../../cli/commands/data/inspect.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import * as files from '../imports/formats/files.ts';
import type { File } from '../imports/formats/reading.ts';
import { saidBy } from '../imports/formats/said.ts';

const folder = temporaryFolder();
const SAID = saidBy(11, 6, ['first', 'second']);
const ALL: readonly (readonly [name: string, file: File])[] = [
  ['arena-jsonl', files.arenaJsonl(SAID)],
  ['arena-json', files.arenaJson(SAID)],
  ['arena-csv', files.arenaCsv(SAID)],
  ['arena-parquet', files.arenaParquet(SAID)],
  ['arena-workbook', files.arenaWorkbook(SAID)],
  ['mt-bench', files.mtBench(SAID)],
  ['left-right', files.leftRightWinner(SAID)],
  ['moove-json', files.mooveJson(SAID)],
  ['moove-jsonl', files.mooveJsonl(SAID)],
  ['label-studio', files.labelStudio(SAID)],
  ['long', files.longRatings(SAID)],
  ['wide', files.wideRatings(SAID)],
];

/** The output of inspecting a file, also if no event can be read. */
async function said(name: string, content: string | Uint8Array, options: object = {}): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await inspect(file, options).catch((error: unknown) => {
      if (log.mock.calls.length === 0 || !(error instanceof CommandError) || error.exitCode !== 3)
        throw error;
    });
    return log.mock.calls.map(([text]) => String(text)).join('\n');
  } finally {
    log.mockRestore();
  }
}

const beside = (name: string): string => join(folder, `${name}.mapping.json`);

test.each(ALL)(
  'the content of %s is shown as events without the names of clinicians',
  async (name, { content, mapping }) => {
    if (mapping) writeFileSync(beside(name), JSON.stringify(mapping));
    const text = await said(name, content);
    expect(text).toMatch(/read as/);
    expect(text).toMatch(/"kind":"(vote|rating)".*"pseudonym":"[0-9a-f]{32}"/);
    expect(text).not.toMatch(/Muster|Anna|example\.org|Rejected/);
  },
);

const NEEDY = ALL.filter(([, { mapping }]) => mapping);

test.each(NEEDY)(
  '%s without its mapping gets a starting mapping, which is refused until it is edited',
  async (name, { content }) => {
    const text = await said(`bare-${name}`, content);
    expect(text).toMatch(/Missing: .*\n/);
    expect(text).not.toMatch(/Muster|Anna|example\.org/);
    const begun = readFileSync(beside(`bare-${name}`), 'utf8');
    expect(begun).not.toMatch(/Muster|Anna|example\.org/);
    expect(parseMapping(begun)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/still to be edited/),
    });
    await expect(said(`bare-${name}`, content)).rejects.toThrow(/still to be edited/);
    expect(readFileSync(beside(`bare-${name}`), 'utf8')).toBe(begun);
  },
);

test('the starting mapping gives events after its marks are filled in', async () => {
  const { content } = files.longRatings(SAID);
  await said('begun.csv', content);
  const begun = JSON.parse(readFileSync(beside('begun.csv'), 'utf8'));
  expect(begun.scale).toMatch(/seen 1 to [45]/);
  begun.scale = { from: [1, 5], to: [-2, 2] };
  begun.labels.criterion.Safety = 'harmlessness';
  writeFileSync(beside('begun.csv'), JSON.stringify(begun));
  expect(await said('begun.csv', content)).toMatch(/Events: rating 12/);
});

test('words and ranges are shown as they are in the file, compressed or not', async () => {
  const text = await said('moove.json.gz', gzipSync(files.mooveJson(SAID).content));
  expect(text).toMatch(/Outcomes in the file: .*\b[12] \d/);
  expect(text).toMatch(/Scores in the file: harmlessness: [1-5] to [1-5], 12 numbers/);
});

test('only the requested number of records is read', async () => {
  const text = await said('some.csv', files.leftRightWinner(SAID).content, { records: 2 });
  expect(text).toMatch(/Records read: 2 \(the file has more\)/);
});

test('a first line that may be a row is not shown, unless the user states that it is a header', async () => {
  const row = 'Ann Other,cardiology,first,second\n';
  expect(await said('rows.csv', `${row}${row}`)).not.toMatch(/Ann|cardiology/);
  expect(existsSync(beside('rows.csv'))).toBe(false);
  expect(await said('odd.csv', 'alpha,beta\n1,2\n', { columns: true })).toMatch(
    /^ {2}alpha\n.*\n.*\n {2}beta$/m,
  );
});

test('a readable file gets a mapping only on request', async () => {
  const { content } = files.arenaCsv(SAID);
  await said('enough.csv', content);
  expect(existsSync(beside('enough.csv'))).toBe(false);
  await said('enough.csv', content, { write: true });
  expect(parseMapping(readFileSync(beside('enough.csv'), 'utf8'))).toMatchObject({
    mapping: { reads: 'arena' },
  });
});

const VOTED = { id: 'j', who: 'ann', area: 'cardiology', a: 'm1', b: 'm2', won: 'first' };
const VOTES_MAPPING = {
  row: 'vote',
  columns: { judgment: 'id', clinician: 'who', specialty: 'area', first: 'a', second: 'b', outcome: 'won' },
};
const votesOf = (count: number, change: (index: number) => object) =>
  files.table(Array.from({ length: count }, (_, index) => ({ ...VOTED, id: index, ...change(index) })));

test('a safety-critical criterion that no record scores is named, with the line of the protocol that leaves it out', async () => {
  writeFileSync(beside('unscored.jsonl'), JSON.stringify(files.mooveJsonl(SAID).mapping));
  const text = await said('unscored.jsonl', files.mooveJsonl(SAID).content);
  expect(text).toMatch(
    /^Warning: Alignment with guidelines is safety-critical and not scored in the 6 records that were read, so no answer there has a composite: .*"criteria": \[\{"id":"question_comprehension".*\{"id":"accuracy","label":"Accuracy","code":"j","safetyCritical":true\}\]$/m,
  );
  expect(await said('votes-only.csv', files.arenaCsv(SAID).content)).not.toMatch(/safety-critical/);
});

test.each([
  ['as many as rows', votesOf(40, (index) => ({ area: `Dr. N${index}` })), /40 specialties, in 40 events/],
  [
    'more than there can be',
    votesOf(900, (index) => ({ a: `N${index % 301}` })),
    /302 models, in 900 events/,
  ],
  [
    'one for each clinician',
    votesOf(60, (index) => ({ who: `id-${index % 6}`, area: `N${index % 6}` })),
    /6 specialties, one for each clinician/,
  ],
])('a warning reports that specialties or models that are %s may be people', async (_, content, told) => {
  writeFileSync(beside('people.csv'), JSON.stringify(VOTES_MAPPING));
  expect(await said('people.csv', content)).toMatch(told);
  const usual = votesOf(60, (index) => ({ who: `id-${index % 6}`, area: `area ${index % 5}` }));
  expect(await said('people.csv', usual)).not.toMatch(/names of people/);
});

test('columns that are not read and paths that do not exist are listed', async () => {
  const record = { ...VOTED, note: 'x', more: { land: 'CH', text: 'y' } };
  const mapping = { ...VOTES_MAPPING, columns: { ...VOTES_MAPPING.columns, country: 'more.country' } };
  writeFileSync(beside('paths.jsonl'), JSON.stringify(mapping));
  const text = await said('paths.jsonl', files.lines([record, { ...record, id: 2 }]));
  expect(text).toMatch(/^Columns that are not read: note, more\.land, more\.text$/m);
  expect(text).toMatch(
    /^Warning: 2 records without a value under "more.country".*"more.land", "more.text"$/m,
  );
});

test.each([
  ['ratings', 'clinician,specialty,model,accuracy,harmlessness\nann,x,m1,1,4\nbob,x,m1,5,\n'],
  ['votes', 'clinician,specialty,first,second,outcome,first.accuracy,second.accuracy\nann,x,m1,m2,tie,1,5\n'],
])(
  '%s in the native columns with stars as scores get a mapping that asks for their scale',
  async (name, content) => {
    expect(await said(`stars-${name}.csv`, content)).toMatch(/Missing: its scores .* run from 1 to 5/);
    const begun = JSON.parse(readFileSync(beside(`stars-${name}.csv`), 'utf8'));
    expect(begun.scale).toMatch(/seen 1 to 5/);
    writeFileSync(beside(`stars-${name}.csv`), JSON.stringify({ ...begun, scale: { from: [1, 5] } }));
    expect(await said(`stars-${name}.csv`, content)).toMatch(/"accuracy":-2/);
  },
);

test('a damaged file is shown up to the damage', async () => {
  const whole = files.arenaJson(SAID).content;
  const text = await said('cut.json', whole.slice(0, -20));
  expect(text).toMatch(/Events: vote/);
  expect(text).toMatch(/Rejected: 1 × unparsable; the first at line 1: the file breaks off: .*never closed/);
});

test('an empty file cannot be inspected', async () => {
  await expect(said('empty.csv', '')).rejects.toThrow(/empty\.csv is empty/);
});

test('rejected rows are shown with the reason', async () => {
  const { content } = files.arenaJsonl(SAID);
  const text = await said('spoilt.jsonl', content.replace('"model_b","judge"', '"model_c","judge"'));
  expect(text).toMatch(/Rejected: 1 × unmapped_label; the first at line \d: outcome: /);
});

/** The exit code of inspecting a file. */
async function codeOf(name: string, content: string | Uint8Array, options: object = {}): Promise<number> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    return await inspect(file, options).then(
      () => 0,
      ({ exitCode }) => exitCode,
    );
  } finally {
    log.mockRestore();
  }
}

const HEADER = 'clinician,specialty,first,second,outcome,judgment\n';

test.each<[what: string, name: string, content: string, code: number]>([
  ['a row is read', 'read.csv', `${HEADER}ann,x,a,b,first,1\nann,x,a,b,odd,2\n`, 0],
  ['each row is rejected', 'rejected.csv', `${HEADER}ann,x,a,b,odd,1\n`, 3],
  ['the file has no rows', 'header.csv', HEADER, 3],
  ['the file is empty', 'nothing.csv', '', 3],
  ['the file is refused', 'refused.csv', 'x,y\n1,2\n', 3],
  ['the file is binary', 'binary.csv', 'PK\u0003\u0004', 3],
])('the exit code says whether an event can be read: %s', async (_, name, content, code) => {
  expect(await codeOf(name, content)).toBe(code);
});

test('a file that does not exist is used wrongly', async () => {
  await expect(inspect(join(folder, 'absent.csv'), {})).rejects.toMatchObject({ exitCode: 2 });
});

test('the counts of an audit are predicted, with the reasons of rejects, conflicts and rows that are left out', async () => {
  const rows = [
    'ann,x,a,b,first,1',
    'ann,x,a,b,first,1',
    'ann,x,a,b,second,1',
    'bob,x,a,b,odd,2',
    ',,,,,',
    'bob,x,a,a,first,3',
  ];
  const text = await said('predicted.csv', `${HEADER}${rows.join('\n')}\n`);
  expect(text).toContain(
    [
      'Counts of an audit of this file alone:',
      '  recorded  1',
      '  duplicate 1',
      '  revised   0',
      '  retracted 0',
      '  stale     0',
      '  conflict  1',
      '  rejected  2',
    ].join('\n'),
  );
  expect(text).toMatch(/^Rejected: 1 × invalid_value; the first at line 5: outcome: /m);
  expect(text).toMatch(/^Rejected: 1 × self_comparison; the first at line 7: /m);
  expect(text).toMatch(/^In conflict: 1; the first at line 4: /m);
  expect(text).toMatch(/^Left out: 1 record with only empty fields/m);
  const part = await said('predicted.csv', `${HEADER}${rows.join('\n')}\n`, { records: 4 });
  expect(part).toMatch(
    /Counts of an audit of the first 4 records alone:\n {2}recorded {2}1\n(?:.*\n)* {2}rejected {2}1$/m,
  );
});

test('each line about a column fits into a terminal of 80 columns, also in a table with 300 columns', async () => {
  const names = Array.from(
    { length: 300 },
    (_, index) => `column ${index} ${'with a long name '.repeat(index % 5)}`,
  );
  const row = names.map((_, index) => `${'value '.repeat(index % 20)}${index}`).join(',');
  const text = await said('wide.csv', `${names.join(',')}\n${row}\n${row}\n`, { columns: true });
  const lines = text.split('\n');
  const about = lines.slice(
    lines.indexOf('Columns:'),
    lines.findIndex((line) => line.startsWith('Counts')),
  );
  const described = about.filter((line) => line.startsWith('  '));
  expect(described.length).toBeGreaterThan(100);
  for (const line of described) expect(line.length).toBeLessThanOrEqual(80);
  expect(text).toMatch(/^Columns that are not described \(260\):$/m);
  expect(text).toMatch(/column 299/);
});

test('no column of clinicians is shown, neither as words nor as a range nor in the starting mapping', async () => {
  const rows = Array.from(
    { length: 9 },
    (_, index) => `r${index},${4000 + (index % 3)},m1,m2,1,Anna Muster ${index % 3}`,
  );
  const content = `id,physician_no,m1,m2,win,comment by\n${rows.join('\n')}\n`;
  const text = await said('secret.csv', content, { columns: true });
  expect(text).toMatch(/physician_no\n {4}9 filled, 0 empty, 3 distinct, not shown: is named like people/);
  expect(text + readFileSync(beside('secret.csv'), 'utf8')).not.toMatch(/400[012]|Anna|Muster/);
});

test('words of a column that may hold the clinicians are not taken for words of the outcome', async () => {
  const rows = Array.from({ length: 9 }, (_, index) => `${index},m1,m2,Anna${index % 3}`);
  const content = `nr,m1,m2,Kürzel\n${rows.join('\n')}\n`;
  const text = await said('initials.csv', content, { columns: true });
  const begun = readFileSync(beside('initials.csv'), 'utf8');
  expect(text + begun).not.toMatch(/Anna/);
  expect(begun).toMatch(/the column of the outcome, one of: .*Kürzel/);
});
