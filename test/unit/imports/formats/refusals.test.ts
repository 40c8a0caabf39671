import { expect, test } from 'vitest';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { arenaCsv, labelStudio, lines, longRatings, mooveJson, wideRatings } from './files.ts';
import { ROW, unmapped, votes, withMapping } from './mapped-files.ts';
import { type File, refusalOf } from './reading.ts';
import { saidBy } from './said.ts';

const SAID = saidBy(7, 3, ['first', 'second']);

test.each<[what: string, file: File, told: RegExp]>([
  [
    'a MOOVE export without a mapping',
    unmapped(mooveJson(SAID)),
    /MOOVE export.*first \(.*second \(.*scale.*mapping\.json.*inspect/,
  ],
  [
    'Label Studio ratings that the mapping does not mention',
    unmapped(labelStudio(SAID)),
    /Label Studio export.*to which answer its ratings belong/,
  ],
  [
    'long ratings without a scale',
    { content: 'clinician,specialty,model,criterion,score\nann,x,m,accuracy,4\n' },
    /does not give their scale/,
  ],
  ['JSON of no known form', { content: '{"a":1}\n{"b":2}' }, /not have a form.*mapping\.json/],
  ['a table of no known form', { content: 'a,b\n1,2\n' }, /mapping next to the file/],
  ['scores without a scale', withMapping(wideRatings(SAID), { scale: undefined }), /the scale of its scores/],
  ['a mapping without the kind of its rows', votes([ROW], { row: undefined }), /the kind of its records/],
  [
    'a mapping without the outcome',
    votes([ROW], { columns: { first: 'a', second: 'b' } }),
    /outcome \(name its column/,
  ],
  [
    'a column that does not exist',
    votes([ROW], { columns: { clinician: 'who', first: 'a', second: 'c', outcome: 'won' } }),
    /lacks.*"c"/,
  ],
  [
    'known columns for two separators',
    {
      content: 'a,b;c\n',
      mapping: { row: 'vote', columns: { first: 'a', second: 'b', outcome: 'c' } },
    },
    /separated by "," or ";".*"table": {"delimiter": ","}/,
  ],
  [
    'alternatives that all do not exist',
    votes([ROW], { columns: { clinician: ['x', 'y'], first: 'a', second: 'b', outcome: 'won' } }),
    /lacks.*"x\|y"/,
  ],
  [
    'a score column that does not exist',
    votes([ROW], {
      scores: { columns: { safe: { answer: 'first', criterion: 'harmlessness' } } },
      scale: { from: [-2, 2] },
    }),
    /lacks.*"safe"/,
  ],
  [
    'a column that occurs twice',
    {
      content: 'left,right,left,winner\na,b,c,left\n',
      mapping: { reads: 'left-right-winner' },
    },
    /twice.*"left"/,
  ],
  [
    'a path that no record has',
    {
      content: lines([{ a: 'm1', b: 'm2', won: 'first' }]),
      mapping: { row: 'vote', columns: { clinician: 'user.name', first: 'a', second: 'b', outcome: 'won' } },
    },
    /lacks.*"user.name"/,
  ],
  [
    'scores without an answer in a vote',
    votes([{ ...ROW, s: 1 }], {
      scores: { columns: { s: { criterion: 'accuracy' } } },
      scale: { from: [-2, 2] },
    }),
    /the answer of each score column/,
  ],
  [
    'long scores without a common judgment',
    withMapping(longRatings(SAID), {
      columns: { clinician: 'rater', model: 'llm', criterion: 'dimension', score: 'stars' },
    }),
    /cannot be put together/,
  ],
  [
    'the clinician’s column as the specialty',
    votes([ROW], {
      columns: { clinician: 'who', specialty: 'who', first: 'a', second: 'b', outcome: 'won' },
    }),
    /would publish the clinicians: "who" is the column of the clinician and of the specialty. Correct/,
  ],
  [
    'a specialty column with the same values as the clinician’s column',
    votes(
      ['1', '2', '3'].map((who) => ({ ...ROW, who, area: who })),
      {},
    ),
    /would publish the clinicians: the column of the specialty has the same values/,
  ],
  [
    'the annotator of another path as the specialty',
    {
      ...labelStudio(saidBy(8, 3, ['first', 'second'])),
      content: labelStudio(saidBy(8, 3, ['first', 'second'])).content.replaceAll(
        /"completed_by":\{"id":(\d)[^}]*\}/g,
        '"completed_by":$1',
      ),
      mapping: { reads: 'label-studio', scores: {}, columns: { specialty: 'annotation.completed_by' } },
    },
    /would publish the clinicians: the column of the specialty/,
  ],
  [
    'the clinician’s column in the id',
    votes([ROW], {
      columns: {
        judgment: { join: ['who', 'id'] },
        clinician: 'who',
        first: 'a',
        second: 'b',
        outcome: 'won',
      },
    }),
    /would publish the clinicians: "who".*of the judgment/,
  ],
  [
    'the clinician of a known form as the specialty',
    { ...arenaCsv(SAID), mapping: { reads: 'arena', columns: { specialty: ['area', 'judge'] } } },
    /would publish the clinicians: "judge"/,
  ],
  [
    'a constant clinician that is also the specialty',
    votes([ROW], {
      columns: { first: 'a', second: 'b', outcome: 'won' },
      constants: { clinician: 'Ada', specialty: 'Ada' },
    }),
    /would publish the clinicians: the constant clinician is also the specialty/,
  ],
  [
    'two revisions',
    votes([{ ...ROW, r: 1 }], {
      columns: { clinician: 'who', first: 'a', second: 'b', outcome: 'won', revision: 'r' },
      constants: { revision: 2 },
    }),
    /one revision/,
  ],
])('a file is refused with the remedy: %s', async (_, file, told) => {
  expect(await refusalOf(file)).toMatch(told);
  expect(await refusalOf(file)).not.toMatch(/Muster/);
});

test('the refusal by a mapping for all files gives a remedy for each file', async () => {
  const { content } = votes([ROW], {});
  const studyMapping = {
    ...(votes([ROW], {}).mapping as object),
    columns: { first: 'a', second: 'c', outcome: 'won' },
  };
  expect(await refusalOf({ content, studyMapping })).toMatch(/upload this file again/);
});

test.each<[what: string, text: string, told: RegExp]>([
  ['words', 'hello', /is not JSON/],
  ['a list', '[]', /object/],
  [
    'a pair that occurs twice',
    '{"lookup":{"by":"p","entries":{"1":{"first":"a"},"1":{"first":"b"}}}}',
    /twice/,
  ],
  ['an unknown setting', '{"colums":{}}', /unknown field "colums"/],
  ['an unknown form', '{"reads":"arenas"}', /reads/],
  ['an unknown outcome', '{"labels":{"outcome":{"A":"model_a"}}}', /labels.outcome.A/],
  ['a scale that rounds', '{"scale":{"from":[0,10],"to":[-2,2]}}', /equally long/],
  ['a scale of fractions', '{"scale":{"from":[0.5,4.5]}}', /scale/],
  ['a column of the prototype', '{"scores":{"columns":{"__proto__":{"criterion":"x"}}}}', /__proto__/],
  ['a zone by name', '{"time":{"zone":"CET"}}', /zone/],
  ['a revision that is too high', '{"constants":{"revision":3000}}', /revision/],
])('a mapping is refused because of %s', (_, text, told) => {
  const parsed = parseMapping(text);
  expect(parsed).toMatchObject({ ok: false, message: expect.stringMatching(told) });
});
