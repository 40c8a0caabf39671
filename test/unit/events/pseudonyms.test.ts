import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commonPseudonymiser,
  pseudonymisers,
  studyPseudonymiser,
} from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import type { Settings } from '../../../shared/ledger/settings.ts';

const SECRET = 'a secret of tests';
const common = commonPseudonymiser(SECRET);
const first = studyPseudonymiser(SECRET, 'first');
const second = studyPseudonymiser(SECRET, 'second');
const names = fc.string({ minLength: 1, maxLength: 128 });

describe('a study with a key of its own', () => {
  test('keeps its pseudonyms and its fingerprint for ever, because it could not go on otherwise', () => {
    expect(common.pseudonymOf('Dr. Ann Who')).toBe('de120e36ed957ef1a5cf4703a84e8cb6');
    expect(common.fingerprint).toBe('598fa18b4bc22d56');
    expect(first.pseudonymOf('Dr. Ann Who')).toBe('333edeeff67a42aa5af97edead81b527');
    expect(first.fingerprint).toBe('f9c88b58eae3d092');
  });

  test('shares neither a pseudonym nor a fingerprint nor a digest with another study', () => {
    fc.assert(
      fc.property(names, (name) => {
        const seen = [common, first, second].flatMap(({ pseudonymOf, digestOf }) => [
          pseudonymOf(name),
          digestOf(name).slice(0, 32),
        ]);
        expect(new Set(seen).size).toBe(6);
      }),
    );
    expect(new Set([common, first, second].map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test('gives each clinician another pseudonym', () => {
    const made = Array.from({ length: 2000 }, (_, index) => first.pseudonymOf(`dr ${index}`));
    expect(new Set(made).size).toBe(2000);
  });

  test('gives the same pseudonym by the name and by the common pseudonym', () => {
    expect(first.fromCommon(common.pseudonymOf('ann'))).toBe(first.pseudonymOf('ann'));
    expect(common.fromCommon(common.pseudonymOf('ann'))).toBe(common.pseudonymOf('ann'));
  });
});

describe('the id of a rater', () => {
  test('belongs to one clinician and to one list', () => {
    const ids = ['a', 'b'].flatMap((list) =>
      ['ann', 'ben'].map((name) => first.ratersIn(list)(first.pseudonymOf(name))),
    );
    expect(new Set(ids).size).toBe(4);
    expect(first.ratersIn('a')(first.pseudonymOf('ann'))).toBe(ids[0]);
    const tail = (id = '') => id.slice(22);
    expect(new Set(ids.map(tail)).size).toBe(4);
  });

  test('contains no pseudonym, and gives back that of each study to a holder of the secret', () => {
    fc.assert(
      fc.property(names, names, (name, list) => {
        for (const study of [common, first, second]) {
          const id = study.ratersIn(list)(study.pseudonymOf(name));
          const bytes = Buffer.from(id, 'base64url').toString('hex');
          for (const { pseudonymOf } of [common, first, second])
            expect(bytes).not.toContain(pseudonymOf(name));
          expect(first.pseudonymOfRater(id)).toBe(first.pseudonymOf(name));
          expect(second.pseudonymOfRater(id)).toBe(second.pseudonymOf(name));
          expect(common.pseudonymOfRater(id)).toBe(common.pseudonymOf(name));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('is refused if it was changed, or was made under another secret', () => {
    const id = first.ratersIn('a')(first.pseudonymOf('ann'));
    const other = studyPseudonymiser('another secret', 'first');
    expect(other.pseudonymOfRater(id)).toBeNull();
    for (const at of [0, 20, 30, 50]) {
      const changed = `${id.slice(0, at)}${id[at] === 'A' ? 'B' : 'A'}${id.slice(at + 1)}`;
      expect(first.pseudonymOfRater(changed)).toBeNull();
    }
    for (const text of ['', 'ann', id.slice(1), `${id}A`, common.pseudonymOf('ann')])
      expect(first.pseudonymOfRater(text)).toBeNull();
  });
});

describe('the pseudonymiser of a study', () => {
  const reading = (frozen: () => string | null) => {
    const reads: string[] = [];
    const settings = async (study: string): Promise<Settings | null> => {
      reads.push(study);
      const secretFingerprint = frozen();
      return secretFingerprint === null ? null : { criteria: [], secretFingerprint };
    };
    return { reads, people: pseudonymisers(SECRET, { settings }) };
  };

  test('is the one with which the study was begun, and is looked up once', async () => {
    const old = reading(() => common.fingerprint);
    const recent = reading(() => first.fingerprint);
    for (let times = 0; times < 3; times += 1) {
      expect((await old.people.of('first')).fingerprint).toBe(common.fingerprint);
      expect((await recent.people.of('first')).fingerprint).toBe(first.fingerprint);
    }
    expect([old.reads, recent.reads]).toEqual([['first'], ['first']]);
  });

  test('has its own key if the study has no event yet', async () => {
    const { people } = reading(() => null);
    expect((await people.of('first')).fingerprint).toBe(first.fingerprint);
  });

  test('is corrected once if another writer has begun the study in the other way', async () => {
    let frozen: string | null = null;
    const { people } = reading(() => frozen);
    const assumed = await people.of('first');
    frozen = common.fingerprint;
    const correct = await people.correct('first', assumed);
    expect(correct?.fingerprint).toBe(common.fingerprint);
    expect((await people.of('first')).fingerprint).toBe(common.fingerprint);
    expect(await people.correct('first', correct!)).toBeNull();
  });

  test('is not corrected if the study was begun with another secret', async () => {
    const { people } = reading(() => 'another secret');
    expect(await people.correct('first', await people.of('first'))).toBeNull();
  });
});
