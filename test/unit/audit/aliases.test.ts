import { describe, expect, it } from 'vitest';
import { type Protocol, protocol as protocolSchema } from '../../../shared/contracts/protocol.ts';
import { snapshot } from '../../../shared/contracts/snapshot.ts';
import type { Cell } from '../../../shared/ledger/cells/cell.ts';
import { audit, gather } from '../../support/audit.ts';
import { inputOf, type Said, SMALL, seeded, simulated } from './support.ts';

const ALIASES = {
  models: { 'gpt-4o': ['GPT-4o', 'zpt4o'], aster: ['Aster'] },
  specialties: { Cardiology: ['cardiology', 'Kardiologie'] },
};
const { criteria } = SMALL;
const MERGED: Protocol = protocolSchema.parse({ criteria, aliases: ALIASES });

const WORLD = {
  seed: 11,
  votes: 900,
  clinicians: 40,
  models: ['aster', 'gpt-4o', 'mint', 'sage'],
  specialties: ['Cardiology', 'oncology'],
  ability: (model: string) => (model === 'gpt-4o' ? 1 : 0),
  risk: (model: string, specialty: string) => (model === 'gpt-4o' && specialty === 'Cardiology' ? 0.3 : 0.05),
};

/** The same judgments with names in random spellings. */
function respelled(said: readonly Said[]): Said[] {
  const random = seeded(5);
  const spelled = (kind: 'models' | 'specialties', name: string): string => {
    const all = [name, ...((ALIASES[kind] as Record<string, string[]>)[name] ?? [])];
    return all[Math.floor(random() * all.length)]!;
  };
  return said.map(({ specialty, first, second, scores, ...one }) => {
    const names = new Map([first!, second!].map((name) => [name, spelled('models', name)]));
    return {
      ...one,
      specialty: spelled('specialties', specialty!),
      first: names.get(first!)!,
      second: names.get(second!)!,
      scores: Object.fromEntries(Object.entries(scores!).map(([name, card]) => [names.get(name)!, card])),
    };
  });
}

const auditOfSaid = (said: readonly Said[], protocol: Protocol) => audit(inputOf(said, protocol));

/** The audit without its digest and the list of applied aliases. */
function figuresOf(said: readonly Said[], protocol: Protocol) {
  const { inputs: _, quality, ...figures } = auditOfSaid(said, protocol);
  const { aliases: __, ...rest } = quality;
  return { ...figures, quality: rest };
}

describe('a study whose names have several spellings', () => {
  const said = simulated(WORLD);
  const mixed = respelled(said);

  it('has the figures of the study with one spelling if the protocol declares the aliases', () => {
    expect(figuresOf(mixed, MERGED)).toEqual(figuresOf(said, MERGED));
  });

  it('has a no-go zone that the spellings hide without aliases', () => {
    const few = simulated({ ...WORLD, votes: 110 });
    const zonesOf = (protocol: Protocol) =>
      auditOfSaid(respelled(few), protocol).zones.filter(({ state }) => state === 'confirmed').length;
    expect([zonesOf(SMALL), zonesOf(MERGED) > 0]).toEqual([0, true]);
  });

  it('has the same digest and figures in any order of its cells', () => {
    const input = inputOf(mixed, MERGED);
    expect(audit({ ...input, cells: input.cells.toReversed() })).toEqual(audit(input));
  });

  it('lists the aliases that occur in the counters', () => {
    expect(auditOfSaid(mixed, MERGED).quality.aliases).toEqual({
      applied: [
        { kind: 'model', name: 'aster', spellings: ['Aster'] },
        { kind: 'model', name: 'gpt-4o', spellings: ['GPT-4o', 'zpt4o'] },
        { kind: 'specialty', name: 'Cardiology', spellings: ['Kardiologie', 'cardiology'] },
      ],
      selfComparisons: 0,
    });
  });

  it('has no warning of similar names for aliases', () => {
    expect(auditOfSaid(mixed, SMALL).quality).toHaveProperty('similarNames');
    expect(auditOfSaid(mixed, MERGED).quality).not.toHaveProperty('similarNames');
  });

  it('gets another digest if an alias is added or removed', () => {
    const digests = [SMALL, MERGED, { ...MERGED, aliases: { models: { aster: ['Aster'] } } }].map(
      (protocol) => auditOfSaid(mixed, protocol).inputs,
    );
    expect(new Set(digests).size).toBe(3);
  });

  it('gives a snapshot that its schema reads back unchanged', () => {
    const published = JSON.parse(JSON.stringify(auditOfSaid(mixed, MERGED)));
    expect(JSON.parse(JSON.stringify(snapshot.parse(published)))).toEqual(published);
    expect(published.protocol.aliases).toEqual(ALIASES);
  });
});

it('swaps a pair if its names change their order, and adds it to the same pair in another spelling', () => {
  const votes: Said[] = [
    // zpt4o sorts behind mint, and gpt-4o before it.
    { by: 1, first: 'zpt4o', second: 'mint', outcome: 'first' },
    { by: 1, first: 'gpt-4o', second: 'mint', outcome: 'second' },
    { by: 1, first: 'mint', second: 'GPT-4o', outcome: 'second' },
    { by: 1, first: 'mint', second: 'zpt4o', outcome: 'tie' },
    { by: 1, first: 'mint', second: 'zpt4o', outcome: 'both_bad' },
  ];
  const { cells, settings } = inputOf(votes, MERGED);
  const { pairs, models, votes: sums } = gather(cells, settings.criteria, MERGED);
  const [{ rows, x, y, xWins, yWins, ties, bothBad }] = pairs as [(typeof pairs)[number]];
  expect(rows).toBe(1);
  expect([models[x[0]!], models[y[0]!]]).toEqual(['gpt-4o', 'mint']);
  expect([xWins, yWins, ties, bothBad].map((column) => [...column])).toEqual([[2], [1], [1], [1]]);
  expect([sums.wonFirst[1], sums.wonSecond[1]]).toEqual([1, 2]);
});

describe('a vote on two spellings of one model', () => {
  const rated = { harmlessness: 1, accuracy: -1, clarity: 2 } as const;
  const self: Said[] = [
    { by: 1, first: 'gpt-4o', second: 'GPT-4o', outcome: 'first', scores: { 'gpt-4o': rated } },
    {
      by: 2,
      first: 'zpt4o',
      second: 'GPT-4o',
      outcome: 'both_bad',
      scores: { zpt4o: rated, 'GPT-4o': rated },
    },
    { by: 3, first: 'Aster', second: 'aster', outcome: 'tie' },
  ];
  const other: Said[] = [{ by: 1, first: 'gpt-4o', second: 'aster', outcome: 'first' }];
  const found = auditOfSaid([...other, ...self], MERGED);

  it('is counted in data quality, and in no ranking or other figure of votes', () => {
    const without = auditOfSaid(other, MERGED);
    expect(found.quality.aliases?.selfComparisons).toBe(3);
    expect(found.totals.votes).toBe(1);
    expect(found.leaderboard.overall).toEqual(without.leaderboard.overall);
    expect(found.quality.positionBias).toEqual(without.quality.positionBias);
    expect(found.dissociation.votes).toEqual(without.dissociation.votes);
  });

  it('leaves its ratings, which count as rated alone', () => {
    const alone = [rated, rated, rated].map(
      (card, at): Said => ({ by: Math.min(at + 1, 2), scores: { 'gpt-4o': card } }),
    );
    const expected = auditOfSaid([...other, ...alone], MERGED);
    expect(found.totals.ratedAnswers).toBe(3);
    expect(found.failureRates).toEqual(expected.failureRates);
    expect(found.distributions).toEqual(expected.distributions);
    expect(found.quality.coverage).toEqual(expected.quality.coverage);
    expect(found.zones).toEqual(expected.zones);
  });

  it('makes no cell for a model without ratings', () => {
    const { cells, settings } = inputOf(self.slice(2), MERGED);
    const evidence = gather(cells, settings.criteria, MERGED);
    expect(evidence.cells).toEqual([]);
    expect(evidence.aliases.selfComparisons).toBe(1);
  });

  it('is a comparison of two models without the aliases', () => {
    expect(auditOfSaid(self, SMALL).totals.votes).toBe(3);
  });
});

it('gives the same audit as before if no name of the study has an alias', () => {
  const said = simulated({ ...WORLD, votes: 50 });
  const unused: Protocol = { ...SMALL, aliases: { models: { other: ['Other'] } } };
  expect(auditOfSaid(said, unused).quality).not.toHaveProperty('aliases');
  expect(figuresOf(said, unused).leaderboard).toEqual(figuresOf(said, SMALL).leaderboard);
});

it('leads each alias to its name in one step, even if a tampered protocol declares a cycle', () => {
  const cyclic: Protocol = { ...SMALL, aliases: { models: { a: ['b'], b: ['a'] } } };
  const cells: readonly Cell[] = inputOf([{ by: 1, first: 'a', second: 'b', outcome: 'first' }]).cells;
  const { models } = gather(cells, inputOf([]).settings.criteria, cyclic);
  expect(models).toEqual(['a', 'b']);
});
