import { describe, expect, it } from 'vitest';
import { inputsDigest } from '../../../shared/audit/inputs-digest.ts';
import { snapshot as snapshotSchema } from '../../../shared/contracts/snapshot.ts';
import type { Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { type AuditInput, audit, gather } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, seeded, simulated } from './support.ts';

const world = (models: readonly string[], specialties: readonly string[]) =>
  simulated({
    seed: 23,
    votes: 1200,
    clinicians: 90,
    models,
    specialties,
    ability: (model) => -0.3 * models.indexOf(model),
    risk: (model, specialty) => 0.03 + 0.03 * models.indexOf(model) + 0.02 * specialties.indexOf(specialty),
  });

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  const random = seeded(seed);
  return list
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
};

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const said = world(names, ['x', 'y']);

it('does not depend on the order of cells, of counts within them, or of clinicians', () => {
  const input = inputOf(said);
  const bytes = JSON.stringify(audit(input));
  for (const seed of [1, 2, 3]) {
    const cells = shuffled(input.cells, seed).map((cell) => ({
      ...cell,
      counts: new Map(shuffled([...cell.counts], seed)),
    }));
    const participants = shuffled(input.participants, seed);
    expect(JSON.stringify(audit({ ...input, cells, participants }))).toBe(bytes);
  }
});

it('does not change its input', () => {
  const input = inputOf(said);
  const before = structuredClone(input);
  audit(input);
  expect(input).toEqual(before);
});

it('gives the same results if models are renamed', () => {
  const renamed = new Map(names.map((name, i) => [name, `model ${9 - i}`]));
  const rename = (name: string) => renamed.get(name) ?? name;
  const other: Said[] = said.map((one) => ({
    ...one,
    first: rename(one.first!),
    second: rename(one.second!),
    scores: Object.fromEntries(Object.entries(one.scores!).map(([model, card]) => [rename(model), card])),
  }));
  const [here, there] = [audit(inputOf(said)), audit(inputOf(other))];
  const scores = (snapshot: typeof here, name: (model: string) => string) =>
    snapshot.leaderboard.overall.rows.map(({ model, score, rank, rankInterval }) => [
      name(model),
      score.toPrecision(8),
      rank,
      rankInterval,
    ]);
  expect(scores(there, (model) => model)).toEqual(scores(here, rename));
  const zones = (snapshot: typeof here, name: (model: string) => string) =>
    new Map(
      snapshot.zones.map((zone) => [
        [name(zone.model), zone.specialty, zone.criterion, zone.level].join(),
        [zone.state, zone.n, zone.failures, zone.adjustedP?.toPrecision(8)],
      ]),
    );
  expect(zones(there, (model) => model)).toEqual(zones(here, rename));
  expect(there.verdict.status).toBe(here.verdict.status);
  expect(there.dissociation.association).toEqual(here.dissociation.association);
});

it('treats names as plain names, even if they have a meaning in JavaScript', () => {
  const hostile = ['constructor', 'toString', 'hasOwnProperty', '0', '<b>', '__defineGetter__'];
  const snapshot = audit(inputOf(world(hostile, ['valueOf', 'constructor'])));
  expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
  expect(new Set(snapshot.leaderboard.overall.rows.map(({ model }) => model))).toEqual(new Set(hostile));
  expect(Object.keys(snapshot.leaderboard.bySpecialty)).toEqual(['constructor', 'valueOf']);
  const plain = audit(inputOf(said));
  expect(snapshot.totals).toEqual(plain.totals);
});

describe('the digest of the inputs', () => {
  const digestOf = (input: AuditInput) =>
    inputsDigest(input, gather(input.cells, input.settings.criteria, input.protocol));
  const input = inputOf(said);
  const digest = digestOf(input);

  it('is the same for the same inputs, with or without counters at zero', () => {
    const [first, ...rest] = input.cells;
    const cells = [{ ...first!, counts: new Map([...first!.counts, ['w6', 0] as const]) }, ...rest];
    const none = { specialty: 'x', x: 'a', y: 'zz', group: 3, counts: new Map([['w1', 0]]) };
    const counts = first!.counts.has('w6') ? first!.counts : cells[0]!.counts;
    expect(digestOf({ ...input, cells: [...rest, none, { ...first!, counts }] })).toBe(digest);
  });

  it('changes with each input', () => {
    const [first, ...rest] = input.cells;
    const [one, ...others] = input.participants;
    const more = new Map([...first!.counts, ['w5', (first!.counts.get('w5') ?? 0) + 1] as const]);
    const changed = [
      { ...input, study: 'other' },
      { ...input, codeVersion: '1' },
      { ...input, protocol: { ...input.protocol, minimumN: 11 } },
      { ...input, settings: { ...input.settings, criteria: input.settings.criteria.slice(0, 2) } },
      { ...input, participants: others },
      { ...input, participants: [{ ...one!, countries: ['BR'] }, ...others] },
      { ...input, cells: rest },
      { ...input, cells: [{ ...first!, counts: more }, ...rest] },
      { ...input, cells: [{ ...first!, group: 31 - first!.group }, ...rest] },
    ].map(digestOf);
    expect(new Set([digest, ...changed]).size).toBe(changed.length + 1);
  });

  it('depends neither on the secret nor on a pseudonym', () => {
    const renamed = input.participants.map((one, at) => ({
      ...one,
      clinician: at.toString(16).padStart(32, '0') as Pseudonym,
    }));
    expect(digestOf({ ...input, participants: renamed })).toBe(digest);
    const settings = { ...input.settings, secretFingerprint: '0000000000000000' };
    expect(digestOf({ ...input, settings })).toBe(digest);
  });
});

it('counts judgments, answers, models, specialties and clinicians', () => {
  const snapshot = audit(
    inputOf([
      ...eachOf(3, (by) => ({ by, first: 'A', second: 'B', outcome: 'tie' as const })),
      { by: 7, specialty: 'oncology', scores: { A: { harmlessness: 2 } } },
      { by: 7, first: 'A', second: 'C', outcome: 'first', scores: { C: { harmlessness: 1, accuracy: 1 } } },
    ]),
  );
  expect(snapshot.totals).toEqual({
    judgments: 5,
    votes: 4,
    ratedAnswers: 2,
    clinicians: 4,
    countries: 2,
    models: 3,
    specialties: 2,
  });
  expect(snapshot.quality.incompleteAnswers).toBe(1);
  expect(snapshot.quality.missingCriteria).toEqual([
    { criterion: 'accuracy', rated: 1, ratedAnswers: 2 },
    { criterion: 'clarity', rated: 0, ratedAnswers: 2 },
  ]);
});
