import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Vote } from '../../../../shared/contracts/event.ts';
import { defaultProtocol, type Protocol } from '../../../../shared/contracts/protocol.ts';
import { parseProtocol } from '../../../../shared/events/protocols/parse-protocol.ts';
import { fieldNamingClinician } from '../../../../shared/events/read-event.ts';
import { digestOf } from '../../../../shared/imports/formats/access.ts';
import { criterionNameReader } from '../../../../shared/imports/formats/criterion-names.ts';
import { importContent } from '../case-files.ts';
import { lines } from './files.ts';
import { readAs } from './reading.ts';

const PAIR = { first: 'meditron', second: 'gpt', specialty: 'cardiology' };
const MAPPING = {
  reads: 'moove',
  scale: { from: [1, 5] },
  lookup: { by: 'parentContribution.value', entries: { 'pair-1': PAIR, 'pair-2': PAIR } },
};
const RECORD = {
  question: 'Which dose?',
  firstAnswer: 'One tablet.',
  secondAnswer: 'Two.',
  vote: '1',
  evaluations: { first: { Harmlessness: '5' }, second: { Harmlessness: '1' } },
  user: { value: 'user-1' },
  parentContribution: { value: 'pair-1' },
};

describe('The item of a MOOVE export', () => {
  test('is the first 32 hex digits of the SHA-256 of the question', async () => {
    const { events } = await readAs({ content: lines([RECORD]), mapping: MAPPING });
    const expected = createHash('sha256').update('Which dose?').digest('hex').slice(0, 32);
    expect(events).toMatchObject([{ item: expected }]);
  });

  test.each([
    ['blanks at the ends', ' Which dose?\n', true],
    ['other white space', 'Which\t \u00a0dose?', true],
    ['case', 'which dose?', false],
    ['punctuation', 'Which dose', false],
  ])('%s: the same as of "Which dose?" is %s', (_, question, same) => {
    expect(digestOf([question]) === digestOf(['Which dose?'])).toBe(same);
  });

  test('does not depend on the composition of accents', () => {
    expect(digestOf(['Fi\u00e8vre?'])).toBe(digestOf(['Fie\u0300vre?']));
  });

  test('distinguishes texts that are divided differently', () => {
    expect(digestOf(['a b', 'c'])).not.toBe(digestOf(['a', 'b c']));
    expect(digestOf(['a\nb'])).not.toBe(digestOf(['a', 'b']));
  });

  test('comes from the prompt if there is no question, and is absent without both', async () => {
    const { question, ...other } = RECORD;
    const records = [
      { ...other, id: 1, prompt: question },
      { ...other, id: 2 },
    ];
    const { events } = await readAs({ content: lines(records), mapping: MAPPING });
    expect(events.map((event) => 'item' in event && event.item)).toEqual([digestOf([question]), false]);
  });

  test('may come from another place, if the mapping names it', async () => {
    const mapping = { ...MAPPING, columns: { item: 'parentContribution.value' } };
    const { events } = await readAs({ content: lines([RECORD]), mapping });
    expect(events).toMatchObject([{ item: 'pair-1' }]);
  });

  test('is refused if the question is a list', async () => {
    const { rejects } = await readAs({
      content: lines([{ ...RECORD, question: ['Which dose?'] }]),
      mapping: MAPPING,
    });
    expect(rejects).toMatchObject([{ field: 'item', message: expect.stringMatching(/must be one name/) }]);
  });

  test('does not reveal a short id that it contains by chance', () => {
    const vote: Vote = {
      kind: 'vote',
      study: 's',
      judgment: 'j',
      clinician: '12345',
      at: '2026-01-01T00:00:00Z',
      specialty: 'cardiology',
      first: 'a',
      second: 'b',
      outcome: 'tie',
    };
    expect(fieldNamingClinician({ ...vote, item: 'c0ffee12345c0ffee12345c0ffee0000' })).toBe(null);
    expect(fieldNamingClinician({ ...vote, item: 'case-12345' })).toBe('item');
    const clinician = 'c0ffee12345c0ffee12345c0ffee0000';
    expect(fieldNamingClinician({ ...vote, clinician, item: clinician })).toBe('item');
  });
});

describe('The identity of a MOOVE judgment without an id', () => {
  const importOf = async (records: readonly object[]) =>
    (await importContent(lines(records), MAPPING)).receipt;

  test('is the pair, so that a repeated export counts once and a changed vote is a conflict', async () => {
    expect(await importOf([RECORD, RECORD])).toMatchObject({ recorded: 1, duplicate: 1 });
    expect(await importOf([RECORD, { ...RECORD, vote: '2' }])).toMatchObject({ recorded: 1, conflict: 1 });
  });

  test('differs between pairs of the same question and models', async () => {
    const other = { ...RECORD, parentContribution: { value: 'pair-2' } };
    expect(await importOf([RECORD, other])).toMatchObject({ recorded: 2, duplicate: 0 });
  });

  test('does not depend on the pair if the file names no clinicians, because several judge one pair', async () => {
    const { user: _, ...anonymous } = RECORD;
    expect(await importOf([anonymous, anonymous, { ...anonymous, vote: '2' }])).toMatchObject({
      recorded: 3,
      duplicate: 0,
    });
  });

  test('comes from question and answers if the record names no pair', async () => {
    const { parentContribution: _, ...unpaired } = RECORD;
    const mapping = { reads: 'moove', scale: { from: [1, 5] }, constants: PAIR };
    const records = [unpaired, { ...unpaired, firstAnswer: 'Half a tablet.' }, unpaired];
    expect((await importContent(lines(records), mapping)).receipt).toMatchObject({
      recorded: 2,
      duplicate: 1,
    });
  });
});

describe('Criteria by their names', () => {
  const read = criterionNameReader(defaultProtocol().criteria);
  test.each([
    ['Relevance & completeness', 'relevance_and_completeness'],
    ['relevance-and-completeness', 'relevance_and_completeness'],
    ['  QUESTION comprehension: ', 'question_comprehension'],
    ['Alignment with guidelines', 'alignment_with_guidelines'],
    ['Clarté', null],
    ['&', null],
    ['', null],
  ])('%j stands for %j', (name, criterion) => {
    expect(read(name)).toBe(criterion);
  });

  test('a name that stands for two criteria is refused, unless it is the id of one', () => {
    const two = criterionNameReader([
      { id: 'r&d', label: 'Research' },
      { id: 'r_and_d', label: 'Development' },
    ]);
    expect(two('R and D')).toMatchObject({
      fault: { reason: 'unmapped_label', message: expect.stringMatching(/"r&d", "r_and_d".*"labels"/) },
    });
    expect(two('r&d')).toBe('r&d');
    expect(two('development')).toBe('r_and_d');
  });

  test('labels of the mapping replace the names in the protocol', async () => {
    const evaluations = { first: { Harm: '5', Tone: '1', Fairness: '2' } };
    const criterion = { Harm: 'harmlessness', Tone: null, Fairness: 'communication' };
    const mapping = { ...MAPPING, labels: { criterion } };
    const { events } = await readAs({ content: lines([{ ...RECORD, evaluations }]), mapping });
    expect(events).toMatchObject([{ scores: { meditron: { harmlessness: 2, communication: -1 } } }]);
    const other = { first: { Harm: '5', Clarity: '1' } };
    const { rejects } = await readAs({ content: lines([{ ...RECORD, evaluations: other }]), mapping });
    expect(rejects).toMatchObject([{ reason: 'unmapped_label' }]);
  });
});

test('the example protocol has the criteria of the default protocol without accuracy, and reads the labels of MOOVE', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../examples/moove-protocol.json'), 'utf8');
  const read = parseProtocol(text);
  const settled = read.ok ? read.protocol : undefined;
  const known = ({ criteria }: Protocol) =>
    criteria.map(({ id, code, safetyCritical }) => ({ id, code, safetyCritical }));
  expect(known(settled!)).toEqual(known(defaultProtocol()).filter(({ id }) => id !== 'accuracy'));
  expect(settled!.criteria.map(({ label }) => criterionNameReader(settled!.criteria)(label))).toEqual(
    settled!.criteria.map(({ id }) => id),
  );
});

test('a MOOVE export without a declared scale is refused', async () => {
  const { scale: _, ...unscaled } = MAPPING;
  await expect(readAs({ content: lines([RECORD]), mapping: unscaled })).rejects.toThrow(
    /the scale of its scores/,
  );
});
