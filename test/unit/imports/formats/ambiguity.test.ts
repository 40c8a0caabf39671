import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { readAs } from './reading.ts';

const messageOf = (content: unknown): string => {
  const parsed = parseMapping(typeof content === 'string' ? content : JSON.stringify(content));
  return parsed.ok ? 'was read' : parsed.message;
};

const RATING = {
  row: 'rating',
  columns: { clinician: 'rater', model: 'llm', specialty: 'area' },
  scale: { from: [1, 5], to: [-2, 2] },
};
const withScores = (columns: object, more: object = {}) => ({ ...RATING, scores: { columns }, ...more });
const HARM = { criterion: 'harmlessness' };

describe('an ambiguous mapping', () => {
  it.each<[what: string, content: unknown, message: RegExp]>([
    [
      'two columns of one criterion',
      withScores({ Safety: HARM, Harm: HARM }),
      /^scores\.columns: "Safety" and "Harm" both give "harmlessness" of the answer "model"/,
    ],
    [
      'two columns of one criterion in two spellings',
      withScores({ Safety: HARM, Harm: { criterion: ' harmlessness' } }),
      /both give "harmlessness"/,
    ],
    [
      'two spellings of one word with different meanings',
      { labels: { criterion: { Safety: 'harmlessness', 'Safety ': 'accuracy' } } },
      /^labels\.criterion: "Safety" and "Safety " are the same word/,
    ],
    [
      'a word that is read in one spelling and not in the other',
      { labels: { criterion: { é: 'harmlessness', 'e\u0301': null } } },
      /^labels\.criterion: "é" and .* are the same word/,
    ],
    [
      'two spellings of one outcome',
      { labels: { outcome: { A: 'first', ' A': 'second' } } },
      /^labels\.outcome: "A" and " A"/,
    ],
    ['two spellings of one model', { labels: { model: { a: 'x', 'a ': 'y' } } }, /^labels\.model:/],
    ['two spellings of one country', { labels: { country: { a: 'CH', 'a ': 'DE' } } }, /^labels\.country:/],
    [
      'two keys of a lookup that are one',
      { lookup: { by: 'pair', entries: { p1: { model: 'a' }, ' p1': { model: 'b' } } } },
      /^lookup\.entries: "p1" and " p1"/,
    ],
    [
      'two values of a scale that are one',
      { scale: { values: { good: 2, 'good ': -2 } } },
      /^scale\.values: "good" and "good "/,
    ],
    [
      'a score that is also missing',
      { scale: { from: [0, 4], missing: [0] } },
      /^scale\.missing: 0 is a score of the same scale/,
    ],
    [
      'a named value that is also missing',
      { scale: { values: { NA: -2, ok: 1 }, missing: ['NA '] } },
      /^scale\.missing: "NA " is a score/,
    ],
    [
      'the same in a scale of one criterion',
      withScores({ Safety: HARM }, { scales: { harmlessness: { from: [0, 4], missing: ['0'] } } }),
      /^scales\.harmlessness\.missing: "0"/,
    ],
    [
      'two scales of one criterion',
      withScores(
        { Safety: HARM },
        { scales: { harmlessness: { from: [1, 5] }, 'harmlessness ': { from: [5, 1] } } },
      ),
      /^scales\."harmlessness ": the name appears twice, also as "harmlessness"/,
    ],
    [
      'a scale of a criterion that is not read',
      withScores({ Safety: HARM }, { scales: { Harmlessness: { from: [5, 1] } } }),
      /^scales\.Harmlessness: the mapping reads no such criterion; it reads "harmlessness"/,
    ],
    [
      'a member that occurs twice',
      '{"row":"rating","scores":{"columns":{"S":{"criterion":"a"},"S":{"criterion":"b"}}}}',
      /^scores\.columns\.S: is named twice/,
    ],
    ['half of a surrogate pair', '{"constants":{"country":"\\ud800"}}', /^constants\.country: .*surrogate/],
    [
      'half of a pair in a word',
      '{"labels":{"outcome":{"\\ud800":"first"}}}',
      /^labels\.outcome\..*surrogate/,
    ],
    ['half of a pair in a column', '{"columns":{"model":"\\udfff"}}', /^columns\.model: .*surrogate/],
    ['a lost character', '{"columns":{"model":"mod\\ufffdle"}}', /^columns\.model: .*U\+FFFD/],
    [
      'a property name of the prototype',
      '{"labels":{"outcome":{"__proto__":"first"}}}',
      /^labels\.outcome\.__proto__: .*reserved/,
    ],
    [
      'an entry that is still to be edited',
      { constants: { specialty: 'EDIT: which?' } },
      /^constants\.specialty: is still to be/,
    ],
    ['a field that every object inherits', '{"columns":{"constructor":"x"}}', /unknown field "constructor"/],
    ['objects within objects', `{"row":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, /nested deeper/],
  ])('if it contains %s', (_, content, message) => {
    expect(messageOf(content)).toMatch(message);
  });
});

describe('an unambiguous mapping', () => {
  it.each<[what: string, content: unknown]>([
    ['two words of one criterion, as in long ratings', { labels: { criterion: { Safety: 'a', Harm: 'a' } } }],
    [
      'two spellings of one word with the same meaning',
      { labels: { outcome: { A: 'first', 'A ': 'first' } } },
    ],
    [
      'one criterion of two answers',
      { scores: { columns: { a: { answer: 'first', ...HARM }, b: { answer: 'second', ...HARM } } } },
    ],
    ['a missing value outside the scale', { scale: { from: [1, 5], missing: [0, 'NA'] } }],
    [
      'scales of criteria that the records name',
      { columns: { criterion: 'dim' }, scales: { any: { from: [1, 5] } } },
    ],
  ])('if it contains %s', (_, content) => {
    expect(messageOf(content)).toBe('was read');
  });

  it('is read if it maps 100,000 words', () => {
    const words = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`word ${at}`, 'x']));
    expect(messageOf({ labels: { specialty: words } })).toBe('was read');
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'is read if "%s" is a word, a column and a key of a lookup, and the records count',
    async (name) => {
      const { events, rejects } = await readAs({
        content: `rater,${name},pair\nann,${name},${name}\n`,
        mapping: {
          row: 'rating',
          columns: { clinician: 'rater', specialty: name },
          labels: { specialty: { [name]: 'cardiology' } },
          lookup: { by: 'pair', entries: { [name]: { model: name } } },
          scores: { columns: { [name]: HARM } },
          scale: { values: { [name]: -1 } },
        },
      });
      expect(rejects).toEqual([]);
      expect(events).toMatchObject([{ specialty: 'cardiology', model: name, scores: { harmlessness: -1 } }]);
    },
  );
});

describe('a record whose answer has two scores on one criterion', () => {
  const cards = (first: object, columns: object = {}) => ({
    content: `${JSON.stringify({ who: 'ann', a: 'm1', b: 'm2', won: 'first', ratings: first, Safety: 5 })}\n`,
    mapping: {
      row: 'vote',
      columns: { clinician: 'who', first: 'a', second: 'b', outcome: 'won' },
      labels: { criterion: { Safety: 'harmlessness', Harm: 'harmlessness', Right: 'accuracy' } },
      scores: { cards: { first: 'ratings' }, columns },
      scale: { from: [1, 5] },
    },
  });

  it('is refused if two words of its object mean the criterion and the scores differ', async () => {
    const { events, rejects } = await readAs(cards({ Safety: 1, Harm: 5 }));
    expect(events).toEqual([]);
    expect(rejects[0]?.message).toMatch(/two different scores of "harmlessness"/);
  });

  it('is refused if a column and an object give the criterion and the scores differ', async () => {
    const { rejects } = await readAs(cards({ Harm: 1 }, { Safety: { answer: 'first', ...HARM } }));
    expect(rejects[0]?.message).toMatch(/two different scores of "harmlessness"/);
  });

  it('counts once if both places give the same score', async () => {
    const { events, rejects } = await readAs(cards({ Harm: 5 }, { Safety: { answer: 'first', ...HARM } }));
    expect(rejects).toEqual([]);
    expect(events).toMatchObject([{ scores: { m1: { harmlessness: 2 } } }]);
  });
});
