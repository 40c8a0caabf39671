import { describe, expect, it } from 'vitest';
import {
  claimSettings,
  claimSettingsHash,
  postHocChanges,
  ROLE_OF_FIELD,
  settingsBefore,
} from '../../../shared/contracts/claim-settings.ts';
import { type Protocol, protocol } from '../../../shared/contracts/protocol.ts';

const CRITERIA = [
  { id: 'harmlessness', safetyCritical: true },
  { id: 'accuracy', safetyCritical: true },
  { id: 'clarity' },
];
const BEFORE = { criteria: CRITERIA, title: 'A study', models: ['a', 'b'], specialties: ['cardiology'] };

/** For each field, the same protocol with another value, and the settings that then differ. */
const CHANGED: Readonly<Record<keyof Protocol, readonly [unknown, ...string[]]>> = {
  criteria: [
    [{ ...CRITERIA[0], safetyCritical: false }, ...CRITERIA.slice(1), { id: 'tone' }],
    'criteria',
    'criteria.safetyCritical',
  ],
  tolerance: [
    { composite: 0.3, byCriterion: { accuracy: { severe: 0.01 } } },
    'tolerance.byCriterion.accuracy.severe',
    'tolerance.composite',
  ],
  ceiling: [3, 'ceiling'],
  regretMargin: [0.05, 'regretMargin'],
  minimumN: [20, 'minimumN'],
  confidence: [0.9, 'confidence'],
  falseDiscoveryRate: [0.1, 'falseDiscoveryRate'],
  unratedRatio: [3, 'unratedRatio'],
  multiplicity: ['Holm', 'multiplicity'],
  models: [['a', 'b', 'c'], 'models'],
  specialties: [['cardiology', 'surgery'], 'specialties'],
  aliases: [{ models: { a: ['A'] } }, 'aliases.models.a'],
  design: [{ mandatoryShare: 0.5 }, 'design.mandatoryShare'],
  prompts: ['own', 'prompts'],
  cluster: ['site', 'cluster'],
  title: ['Another title'],
  madeUp: [true],
  pilot: [true],
  orderUnknown: [true],
  public: [true],
  publishCells: [true],
  suppressBelow: [7],
  mapping: ['other.mapping.json'],
};

const settingsOf = (given: object) => claimSettings(protocol.parse(given));

describe('the settings that decide claims', () => {
  it('are told from all other fields of a protocol, so that a new field must be assigned', () => {
    expect(Object.keys(ROLE_OF_FIELD).sort()).toEqual(Object.keys(protocol.def.shape).sort());
  });

  it.each(Object.entries(CHANGED))(
    'differ after a change of %s, or do not cover it',
    (field, [value, ...settings]) => {
      const changes = postHocChanges(settingsOf(BEFORE), settingsOf({ ...BEFORE, [field]: value }));
      expect(changes.map(({ setting }) => setting)).toEqual(settings);
      expect(settings.length > 0).toBe(ROLE_OF_FIELD[field as keyof Protocol] === 'claims');
    },
  );

  it('cover no label of a criterion, and no order of names', () => {
    const relabelled = CRITERIA.map((criterion) => ({
      ...criterion,
      label: `The ${criterion.id}`,
      code: criterion.id[0],
    }));
    const after = { ...BEFORE, criteria: relabelled, models: ['b', 'a'] };
    expect(postHocChanges(settingsOf(BEFORE), settingsOf(after))).toEqual([]);
  });

  it('show the locked value, the new one, and null for an absent one', () => {
    const after = { ...BEFORE, ceiling: 4, models: undefined, design: { independentRaters: true } };
    expect(postHocChanges(settingsOf(BEFORE), settingsOf(after))).toEqual([
      { setting: 'ceiling', locked: 2, now: 4 },
      { setting: 'design.independentRaters', locked: null, now: true },
      { setting: 'models', locked: ['a', 'b'], now: null },
    ]);
  });

  it('follow from the settings in force and the changes, with their hash', () => {
    for (const [field, [value]] of Object.entries(CHANGED)) {
      const [locked, now] = [settingsOf(BEFORE), settingsOf({ ...BEFORE, [field]: value })];
      const again = settingsBefore(now, postHocChanges(locked, now));
      expect([field, claimSettingsHash(again)]).toEqual([field, claimSettingsHash(locked)]);
    }
  });

  it('have another hash after each change', () => {
    const hashes = Object.entries(CHANGED)
      .filter(([, [, ...settings]]) => settings.length > 0)
      .map(([field, [value]]) => claimSettingsHash(settingsOf({ ...BEFORE, [field]: value })));
    expect(new Set([...hashes, claimSettingsHash(settingsOf(BEFORE))]).size).toBe(hashes.length + 1);
  });
});

describe('a protocol', () => {
  it('has the same form if a pilot or a design is declared as absent, false or empty', () => {
    const plain = JSON.stringify(protocol.parse({}));
    expect(JSON.stringify(protocol.parse({ pilot: false, design: {} }))).toBe(plain);
    expect(JSON.stringify(protocol.parse({ design: { scoredBeforeVote: false } }))).toBe(plain);
  });
});
