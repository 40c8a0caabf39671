import { describe, expect, it } from 'vitest';
import { aliasesLine, countedNames } from '../../../../shared/contracts/aliases.ts';
import { MAX_LISTED_NAMES, type Protocol, protocolHash } from '../../../../shared/contracts/protocol.ts';
import { parseProtocol } from '../../../../shared/events/protocols/parse-protocol.ts';
import { checkAgainstProtocol } from '../../../../shared/events/read-event.ts';
import { rating, vote } from '../study.ts';

const messageOf = (content: object): string => {
  const parsed = parseProtocol(JSON.stringify(content));
  return parsed.ok ? 'was read' : parsed.message;
};
const protocolOf = (content: object): Protocol => {
  const parsed = parseProtocol(JSON.stringify(content));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.protocol;
};
const ofModels = (models: object) => ({ aliases: { models } });

describe('a protocol with aliases is refused', () => {
  it.each<[what: string, content: object, message: RegExp]>([
    ['an unknown kind', { aliases: { clinicians: { a: ['b'] } } }, /^aliases: unknown field "clinicians"/],
    ['an empty list', ofModels({ a: [] }), /^aliases\.models\.a: /],
    ['an alias that is the name', ofModels({ a: ['a '] }), /^aliases\.models\.a\.0: "a" is the name itself/],
    [
      'an alias that is a name with aliases',
      ofModels({ a: ['b'], b: ['c'] }),
      /^aliases\.models\.a\.0: "b" has aliases itself; list all spellings under one/,
    ],
    ['a cycle', ofModels({ a: ['b'], b: ['a'] }), /^aliases\.models\.a\.0: "b" has aliases itself/],
    [
      'one alias of two names',
      ofModels({ a: ['c'], b: ['c'] }),
      /^aliases\.models\.b\.0: "c" is already an alias of "a"; leave out one/,
    ],
    [
      'one alias in two forms that are equal when they are composed',
      ofModels({ a: ['\u00E9', 'e\u0301'] }),
      /^aliases\.models\.a\.1: .* is already an alias of "a"/,
    ],
    [
      'a control character in an alias',
      ofModels({ a: ['b\u0007'] }),
      /^aliases\.models\.a\.0: .*control character/,
    ],
    ['a separator in a name', ofModels({ 'a#b': ['c'] }), /^aliases\.models\..*"#"/],
    ['a name that is empty', ofModels({ ' ': ['c'] }), /^aliases\.models\..*empty/],
    [
      'a name in two forms',
      ofModels({ a: ['b'], 'a\u200B': ['c'] }),
      /^aliases\.models\..*the name appears twice/,
    ],
    [
      'too many aliases',
      ofModels({ a: Array.from({ length: MAX_LISTED_NAMES + 1 }, (_, at) => `a ${at}`) }),
      /^aliases\.models: has 1001 aliases, and at most 1000 are allowed/,
    ],
    [
      'aliases of a name that the protocol does not list',
      { models: ['x', 'y'], ...ofModels({ a: ['b'] }) },
      /^aliases\.models\.a: is not listed in models; add it there/,
    ],
    [
      'an alias that the protocol lists',
      {
        specialties: ['Cardiology', 'Kardiologie'],
        aliases: { specialties: { Cardiology: ['Kardiologie'] } },
      },
      /^specialties\.1: "Kardiologie" is an alias of "Cardiology"; leave it out of the list/,
    ],
    [
      'tolerances by specialty, which would apply to one spelling only',
      { ...ofModels({ a: ['b'] }), tolerance: { bySpecialty: { b: { failure: 0.1 } } } },
      /^tolerance: unknown field "bySpecialty"/,
    ],
  ])('if it has %s', (_, content, message) => {
    expect(messageOf(content)).toMatch(message);
  });
});

describe('a protocol with aliases', () => {
  it('is read if one text is a model and an alias of a specialty', () => {
    expect(messageOf({ aliases: { models: { a: ['b'] }, specialties: { b: ['a'] } } })).toBe('was read');
  });

  it.each(['constructor', 'toString', '4'])('is read with names such as "%s"', (name) => {
    const protocol = protocolOf(ofModels({ [name]: ['x'], y: ['valueOf'] }));
    const { models } = countedNames(protocol);
    expect(['x', 'valueOf', name, 'hasOwnProperty'].map(models)).toEqual([name, 'y', name, 'hasOwnProperty']);
  });

  it('has the hash of a protocol without the field if it declares none', () => {
    const hash = protocolHash(protocolOf({}));
    for (const empty of [{}, { models: {} }, { models: {}, specialties: {} }])
      expect(protocolHash(protocolOf({ aliases: empty }))).toBe(hash);
    expect(protocolHash(protocolOf(ofModels({ a: ['b'] })))).not.toBe(hash);
  });

  it('accepts events with an alias of a listed name, and leaves their names as they are', () => {
    const protocol = protocolOf({
      models: [vote.first, vote.second],
      specialties: [vote.specialty],
      aliases: { models: { [vote.first]: ['alias'] }, specialties: { [vote.specialty]: ['other spelling'] } },
    });
    const aliased = { ...vote, first: 'alias', specialty: 'other spelling' };
    expect(checkAgainstProtocol(aliased, protocol)).toEqual({ ok: true, event: aliased });
    const rated = { ...rating, model: 'alias', specialty: 'other spelling' };
    expect(checkAgainstProtocol(rated, protocol)).toEqual({ ok: true, event: rated });
    expect(checkAgainstProtocol({ ...vote, first: 'Alias' }, protocol)).toMatchObject({
      fault: { reason: 'unlisted_model' },
    });
    expect(checkAgainstProtocol({ ...vote, specialty: 'alias' }, protocol)).toMatchObject({
      fault: { reason: 'unlisted_specialty' },
    });
  });
});

describe('the line of a protocol for names that may be one', () => {
  it('keeps the name that has aliases already, or the first that the protocol lists, or the first', () => {
    expect(aliasesLine('models', ['A', 'a', 'b"'], {})).toBe('"aliases": {"models": {"A": ["a", "b\\""]}}');
    expect(aliasesLine('specialties', ['A', 'a'], { specialties: ['x', 'a'] })).toBe(
      '"aliases": {"specialties": {"a": ["A"]}}',
    );
  });

  it('repeats the aliases that the name has already, so that the protocol stays valid', () => {
    const protocol = protocolOf(ofModels({ ICU: ['icu'] }));
    const line = aliasesLine('models', ['I C U', 'ICU'], protocol);
    expect(line).toBe('"aliases": {"models": {"ICU": ["icu", "I C U"]}}');
    expect(messageOf(JSON.parse(`{${line}}`))).toBe('was read');
  });

  it('is a protocol that counts the names as one', () => {
    const protocol = protocolOf(JSON.parse(`{${aliasesLine('models', ['A', 'a', 'á'], {})}}`));
    expect(['A', 'a', 'á'].map(countedNames(protocol).models)).toEqual(['A', 'A', 'A']);
  });
});
