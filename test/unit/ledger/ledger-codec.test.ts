import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { apply } from '../../../shared/ledger/apply.ts';
import type { Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { entryFromItem, type Item, itemOf, judgmentKey } from '../../../shared/ledger/dynamodb/items.ts';
import { EMPTY, type Judgment } from '../../../shared/ledger/judgment.ts';
import { decodeEntry, encodeEntry, sameJudgment } from '../../../shared/ledger/ledger-codec.ts';
import { UnknownCriterion } from '../../../shared/ledger/score-card-codec.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { arbitraryEvent, SETTINGS } from '../../support/arbitrary-events.ts';
import { itemSize } from '../../support/item-size.ts';

const { criteria } = SETTINGS;
const entryWith = (judgment: Judgment) => ({
  judgment,
  version: 1,
  source: 'queue',
  at: '2026-03-01T09:30:00Z',
});
const histories = fc.array(arbitraryEvent(['j']), { maxLength: 8 });
const fold = (events: Parameters<typeof apply>[1][]) =>
  events.reduce((judgment, event) => apply(judgment, event).judgment, EMPTY);

describe('an entry of the ledger', () => {
  test('keeps revisions, withdrawn parts, foreign models and unusual names when it is encoded and decoded', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.string(), (events, version, source) => {
        const entry = { ...entryWith(fold(events)), version, source };
        expect(decodeEntry(encodeEntry(entry, criteria), criteria)).toEqual(entry);
        expect(decodeEntry(entryFromItem(itemOf(encodeEntry(entry, criteria))), criteria)).toEqual(entry);
        expect(decodeEntry(JSON.parse(JSON.stringify(encodeEntry(entry, criteria))), criteria)).toEqual(
          entry,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('has equal text for equal judgments, and different text for different judgments', () => {
    fc.assert(
      fc.property(histories, histories, (some, others) => {
        const [a, b] = [fold(some), fold(others)];
        expect(sameJudgment(a, fold([...some].reverse()), criteria)).toBe(true);
        const read = (judgment: Judgment) =>
          decodeEntry(encodeEntry(entryWith(judgment), criteria), criteria);
        expect(sameJudgment(a, b, criteria)).toBe(isDeepEqual(read(a), read(b)));
      }),
    );
  });

  test('takes less than a kilobyte for twenty scores of the default protocol', () => {
    const settings = settingsOf(defaultProtocol(), '');
    const card = Object.fromEntries(settings.criteria.map(({ id }) => [id, -1 as Score]));
    const item = 'b81d4fae-7dec-11d0-a765-00a0c91e6bf6';
    const model = (name: string) => `${name}-clinical-instruct-70b-2026-02-11`;
    const clinician = 'a'.repeat(32) as Pseudonym;
    const judgment = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
    const { judgment: said } = apply(EMPTY, {
      kind: 'vote',
      judgment,
      item,
      study: 'moove-2026',
      clinician,
      specialty: 'Obstetrics and gynaecology',
      at: '2026-03-01T09:30:00.000+01:00',
      first: model('first'),
      second: model('second'),
      outcome: 'both_bad',
      scores: { [model('first')]: card, [model('second')]: card },
      revision: 2,
    });
    const entry = { ...entryWith(said), source: 'AAAAAAAAAAAAAAAA/1000000' };
    const row: Item = {
      ...judgmentKey('moove-2026', { clinician, judgment }),
      ...itemOf(encodeEntry(entry, settings.criteria)),
    };
    expect(itemSize(row)).toBeLessThan(450);
    const { i: _, ...without } = row;
    expect(itemSize(row) - itemSize(without)).toBe(item.length + 1);
  });

  test('takes less than a kilobyte for ten criteria, two hashed answers, a hashed item, a site and two versions', () => {
    const settings = settingsOf(defaultProtocol(), '');
    expect(settings.criteria).toHaveLength(10);
    const card = Object.fromEntries(settings.criteria.map(({ id }) => [id, -1 as Score]));
    const hash = `sha256:${'f'.repeat(64)}`;
    const model = (name: string) => `${name}-clinical-instruct-70b-2026-02-11`;
    const clinician = 'a'.repeat(32) as Pseudonym;
    const judgment = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
    const { judgment: said } = apply(EMPTY, {
      kind: 'vote',
      ...{
        judgment,
        study: 'moove-2026',
        clinician,
        at: '2026-03-01T09:30:00.000+01:00',
        revision: 1772357400250,
      },
      ...{ specialty: 'Obstetrics and gynaecology', site: 'Centre hospitalier universitaire vaudois (CHUV)' },
      ...{
        item: hash,
        answers: [hash, hash],
        modelVersions: ['2026-02-11', '2026-02-11'],
        first: model('first'),
        second: model('second'),
        outcome: 'both_bad',
      },
      scores: { [model('first')]: card, [model('second')]: card },
    });
    const entry = { ...entryWith(said), source: 'AAAAAAAAAAAAAAAA/1000000' };
    const row: Item = {
      ...judgmentKey('moove-2026', { clinician, judgment }),
      ...itemOf(encodeEntry(entry, settings.criteria)),
    };
    expect(itemSize(row)).toBeLessThan(1024);
    const once = encodeEntry(
      { ...entry, judgment: { ...said, site: null, answers: new Map(), versions: new Map() } },
      settings.criteria,
    );
    expect(Object.keys(once)).not.toEqual(expect.arrayContaining(['h']));
  });

  test('has no versions if no event names one, and keeps those of models outside the pair', () => {
    const vote = {
      ...{ kind: 'vote' as const, study: 'study', judgment: 'j', clinician: 'a'.repeat(32) as Pseudonym },
      ...{ specialty: 's', at: '2026-03-01T09:30:00Z', first: 'x', second: 'y', outcome: 'tie' as const },
    };
    const rating = {
      ...vote,
      kind: 'rating' as const,
      model: 'z',
      modelVersion: 'v3',
      scores: {},
      revision: 2,
    };
    const plain = encodeEntry(entryWith(apply(EMPTY, vote).judgment), criteria);
    for (const field of ['va', 've', 'vb', 'vf', 'vn']) expect(plain).not.toHaveProperty(field);
    const first = apply(EMPTY, { ...vote, modelVersions: ['v1', null] }).judgment;
    const entry = entryWith(apply(first, rating).judgment);
    expect(encodeEntry(entry, criteria)).toMatchObject({ va: 'v1', vn: ['z', 'v3', '2'] });
    expect(decodeEntry(encodeEntry(entry, criteria), criteria)).toEqual(entry);
  });

  test('has no answers and no site if it was written before they existed', () => {
    const { judgment: read } = decodeEntry(
      { sp: 's', i: 'q1', a: 'x', b: 'y', o: '1', ca: 'a4', m: ['z', 'a0'], v: 1, s: 'queue', t: 'now' },
      criteria,
    );
    expect(read).toMatchObject({ site: null, answers: new Map(), item: { value: 'q1', revision: 1 } });
  });

  test('cannot be encoded or decoded without the criteria of its scores', () => {
    const scores = new Map([['m', new Map([['harmlessness', { value: 1 as const, revision: 1 }]])]]);
    const entry = entryWith({ ...EMPTY, specialty: { value: 's', revision: 1 }, scores });
    const others = criteria.slice(1);
    expect(() => encodeEntry(entry, others)).toThrow(UnknownCriterion);
    expect(() => decodeEntry(encodeEntry(entry, criteria), others)).toThrow(UnknownCriterion);
  });
});

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
