import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LISTED_NAMES, protocol, protocolHash } from '../../../../shared/contracts/protocol.ts';
import { parseProtocol } from '../../../../shared/events/protocols/parse-protocol.ts';
import { audit } from '../../../support/audit.ts';
import { inputOf, SMALL, simulated } from '../../audit/support.ts';

const messageOf = (content: unknown): string => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const parsed = parseProtocol(text);
  return parsed.ok ? 'was read' : parsed.message;
};
const criteria = (...given: object[]) => ({
  criteria: given.map((one) => ({ safetyCritical: true, ...one })),
});
const names = (count: number) => Array.from({ length: count }, (_, at) => `name ${at}`);

describe('a protocol with a fault', () => {
  it.each<[what: string, content: unknown, message: RegExp]>([
    ['half of a surrogate pair in the title', '{"title":"\\ud800"}', /^title: .*surrogate/],
    ['half of a pair in a label', criteria({ id: 'a', label: '\udc00' }), /^criteria\.0\.label: .*surrogate/],
    ['half of a pair in a key', '{"\\ud800":1}', /surrogate/],
    ['a lost character written as an escape', '{"title":"caf\\ufffd"}', /^title: .*U\+FFFD/],
    ['a line end in the title', { title: 'one\ntwo' }, /^title: .*control character/],
    [
      'a label that changes the direction of text',
      criteria({ id: 'a', label: 'x\u202Ey' }),
      /^criteria\.0\.label:/,
    ],
    ['a label of blanks', criteria({ id: 'a', label: '  ' }), /^criteria\.0\.label: .*blanks/],
    ['a long title', { title: 'x'.repeat(201) }, /^title: .*200/],
    ['a member that occurs twice', '{"confidence":0.9,"confidence":0.95}', /^confidence: is named twice/],
    [
      'a nested member that occurs twice',
      '{"criteria":[{"id":"a"},{"id":"b","safetyCritical":true,"safetyCritical":false}]}',
      /^criteria\.1\.safetyCritical: is named twice/,
    ],
    [
      'a member that occurs twice in escaped form',
      '{"tolerance":{"failure":0.1,"\\u0066ailure":0.9}}',
      /^tolerance\.failure: is named twice/,
    ],
    ['the prototype as a criterion', criteria({ id: '__proto__' }), /__proto__.*reserved/],
    ['the prototype as a key', '{"__proto__":{}}', /__proto__.*reserved/],
    ['a field that every object inherits', '{"constructor":1}', /unknown field "constructor"/],
    ['objects within objects', `{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested deeper/],
    ['two criteria of one id', criteria({ id: 'a' }, { id: 'a ' }), /^criteria\.1\.id: is "a".*entry 0/],
    ['two criteria of one code', criteria({ id: 'a', code: 'b' }, { id: 'c' }), /^criteria\.1\.code: is "b"/],
    [
      'criteria that differ in case',
      criteria({ id: 'Harm' }, { id: 'harm' }),
      /^criteria: .*"Harm" and "harm"/,
    ],
    [
      'criteria of one label',
      criteria({ id: 'a', label: 'Safety' }, { id: 'b', label: 'Safety' }),
      /^criteria: the labels "Safety" and "Safety"/,
    ],
    [
      'a criterion with the name of the composite',
      criteria({ id: 'composite' }),
      /^criteria\.0\.id: .*all safety-critical criteria/,
    ],
    ['a model that is listed twice', { models: ['é', 'e\u0301'] }, /^models\.1: is "é".*entry 0/],
    [
      'models that differ in blanks',
      { models: ['a b', 'a  b'] },
      /^models: "?.*"a b" and "a {2}b" differ only/,
    ],
    ['models that differ in invisible characters', { models: ['ab', 'a\u00ADb'] }, /^models: .*invisible/],
    [
      'models that differ in characters without width',
      { models: ['ab', 'a\u200Bb'] },
      /^models\.1: is "ab", which entry 0/,
    ],
    ['specialties that differ in case', { specialties: ['ICU', 'icu'] }, /^specialties: .*"ICU" and "icu"/],
    [
      'a tolerance of an unknown criterion',
      { tolerance: { byCriterion: { harmlesness: { failure: 0.05 } } } },
      /^tolerance\.byCriterion\.harmlesness: .*not a criterion.*"harmlessness"/,
    ],
    [
      'a ceiling above every rate',
      { tolerance: { failure: 0.5 } },
      /^ceiling: 2 times the tolerance of 0.5 for "harmlessness"/,
    ],
    [
      'more names than may be listed',
      { models: names(MAX_LISTED_NAMES + 1) },
      /^models: lists 1001 names, and at most 1000 are allowed; .*leave the list out/,
    ],
  ])('if it contains %s', (_, content, message) => {
    expect(messageOf(content)).toMatch(message);
  });

  it.each([
    'tolerance.failure',
    'tolerance.severe',
    'tolerance.composite',
    'tolerance.compositeSevere',
    'tolerance.byCriterion.accuracy.failure',
    'tolerance.byCriterion.accuracy.severe',
    'regretMargin',
    'confidence',
    'falseDiscoveryRate',
    'ceiling',
    'minimumN',
    'suppressBelow',
  ])('is refused with a sentence that names the field if %s makes no sense in an audit', (path) => {
    for (const number of ['0', '-1', '1e-320', '1e-12', '9007199254740991', '1e308']) {
      const text = path.split('.').reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, number);
      const message = messageOf(text);
      expect(message, `${path} ${number}`).toMatch(
        new RegExp(`^${path}: must be a (whole )?number from [\\d.]+ to [\\d,.]+`),
      );
    }
  });

  it.each(['0.99999999999999999', '0.9999999999999999', '1'])(
    'is refused with a sentence that names the field if the confidence is %s',
    (number) => {
      expect(messageOf(`{"confidence":${number}}`)).toMatch(
        /^confidence: must be a number from 0.5 to 0.9999/,
      );
    },
  );
});

describe('a protocol', () => {
  it('is read if it lists as many names as may be listed', () => {
    const listed = { models: names(MAX_LISTED_NAMES), specialties: names(MAX_LISTED_NAMES) };
    expect(messageOf(listed)).toBe('was read');
  });

  it('is read if it lists 300 models, 76 specialties and 10 criteria', () => {
    expect(messageOf({ models: names(300), specialties: names(76) })).toBe('was read');
  });

  it.each([
    ['constructor'],
    ['toString'],
    ['hasOwnProperty'],
    ['toJSON'],
    ['valueOf'],
    ['length'],
    ['__defineGetter__'],
  ])('is read if its criterion, model and specialty are called "%s", and the audit counts them', (name) => {
    const parsed = parseProtocol(
      JSON.stringify({
        criteria: [{ id: name, safetyCritical: true }],
        tolerance: { byCriterion: { [name]: { failure: 0.03 } } },
        models: [name, 'other'],
        specialties: [name],
      }),
    );
    if (!parsed.ok) throw new Error(parsed.message);
    expect(protocolHash(parsed.protocol)).toMatch(/^[0-9a-f]{64}$/);
    const said = Array.from({ length: 60 }, (_, by) => ({
      by,
      specialty: name,
      scores: { [name]: { [name]: by < 30 ? -1 : 1 } as Record<string, 1 | -1> },
    }));
    const { zones, leaderboard } = audit(inputOf(said, parsed.protocol));
    const zone = zones.find(({ criterion, level }) => criterion === name && level === 'failure');
    expect(zone).toMatchObject({ model: name, specialty: name, n: 60, failures: 30, tolerance: 0.03 });
    expect(Object.keys(leaderboard.bySpecialty)).toEqual([name]);
  });

  it('is read if every number is at the end of its range, and gives an audit of finite numbers', () => {
    const said = simulated({
      seed: 11,
      votes: 400,
      clinicians: 60,
      models: ['A', 'B', 'C'],
      specialties: ['cardiology', 'oncology'],
      ability: (model) => (model === 'A' ? 1 : 0),
      risk: () => 0.1,
    });
    const ends = [
      { confidence: 0.5, falseDiscoveryRate: 0.0001, regretMargin: 0.0001, ceiling: 1, minimumN: 1 },
      {
        confidence: 0.9999,
        falseDiscoveryRate: 0.5,
        regretMargin: 0.9999,
        ceiling: 1.00001,
        minimumN: 10_000,
      },
    ];
    for (const [at, end] of ends.entries())
      for (const tolerance of [0.0001, 0.9999]) {
        const parsed = parseProtocol(
          JSON.stringify({
            criteria: SMALL.criteria,
            ...end,
            ceiling: tolerance > 0.5 ? 1 : end.ceiling,
            tolerance: {
              failure: tolerance,
              severe: tolerance,
              composite: tolerance,
              compositeSevere: tolerance,
            },
          }),
        );
        if (!parsed.ok) throw new Error(parsed.message);
        const text = JSON.stringify(audit(inputOf(said, parsed.protocol)), (_, value: unknown) => {
          if (typeof value === 'number') expect(Number.isFinite(value), `end ${at}`).toBe(true);
          return value;
        });
        expect(text.length).toBeGreaterThan(0);
      }
  });

  it('is read or refused without an exception, for any JSON', () => {
    const key = fc.constantFrom(
      'title',
      'criteria',
      'tolerance',
      'byCriterion',
      'models',
      'id',
      '__proto__',
      'toString',
    );
    const { any } = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('', '\ud800', 'a', '__proto__', 1e308, -0, null, true, 0.5),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, any), (content) => {
        const parsed = parseProtocol(JSON.stringify(content));
        if (parsed.ok) protocolHash(parsed.protocol);
        else expect(parsed.message).not.toBe('');
      }),
    );
  });
});

describe('a protocol of an audit that was published before', () => {
  it('can still be read by the schema, even if it could not be registered now', () => {
    expect(
      protocol.safeParse({ confidence: 0.99999, minimumN: 50_000, suppressBelow: 2 ** 40 }).success,
    ).toBe(true);
  });
});
