import { describe, expect, it } from 'vitest';
import { alarms } from '../../../shared/audit/zones/alarms.ts';
import { MAX_LISTED_NAMES, type Protocol, protocol } from '../../../shared/contracts/protocol.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { zonesMoved } from '../../../shared/publication/moved.ts';
import { audit } from '../../support/audit.ts';
import { inputOf, type Said, SMALL, simulated } from './support.ts';

const named = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind} ${at}`);
const listing = (models: readonly string[], specialties: readonly string[]): Protocol =>
  protocol.parse({ criteria: SMALL.criteria, models, specialties });

/** Two rated answers in each of three specialties, which are six cells. */
const few: Said[] = Array.from({ length: 60 }, (_, by) => ({
  by,
  specialty: `specialty ${by % 3}`,
  first: 'model 0',
  second: 'model 1',
  outcome: by % 2 === 0 ? 'first' : 'second',
  scores: {
    'model 0': { harmlessness: 1, accuracy: 1 },
    'model 1': { harmlessness: -1, accuracy: 1 },
  },
}));

const CELLS = 6;
/** Findings per cell: three criteria and the composite, each with failures and severe failures. */
const FINDINGS_PER_CELL = 8;
/** Bytes in a snapshot per listed name: its entry in the protocol and the reason why it is not ranked. */
const BYTES_PER_NAME = 400;

const bytesOf = (snapshot: Snapshot): number => Buffer.byteLength(JSON.stringify(snapshot));

describe('names in a protocol without any ratings', () => {
  const alone = audit(inputOf(few));

  it.each([
    [200, 200],
    [MAX_LISTED_NAMES, MAX_LISTED_NAMES],
  ])('add no finding to a study that lists %i models and %i specialties', (models, specialties) => {
    const snapshot = audit(inputOf(few, listing(named('model', models), named('specialty', specialties))));
    expect(snapshot.zones.length).toBeGreaterThan(0);
    expect(snapshot.zones.length).toBeLessThanOrEqual(CELLS * FINDINGS_PER_CELL);
    expect(snapshot.failureRates).toHaveLength(alone.failureRates.length);
    expect(snapshot.distributions).toHaveLength(alone.distributions.length);
    expect(bytesOf(snapshot) - bytesOf(alone)).toBeLessThan((models + specialties) * BYTES_PER_NAME);
  });

  it('remain visible as names without votes', () => {
    const { leaderboard } = audit(inputOf(few, listing(named('model', 5), named('specialty', 7))));
    expect(leaderboard.overall.notRanked).toContainEqual({
      model: 'model 4',
      reason: 'no votes on it yet',
    });
    expect(Object.keys(leaderboard.bySpecialty)).toEqual(named('specialty', 7));
  });

  it('do not change the findings of other names', () => {
    const snapshot = audit(inputOf(few, listing(named('model', 5), named('specialty', 7))));
    const withoutAlarms = ({ zones }: Snapshot) => zones.map(({ alarm: _, ...zone }) => zone);
    expect(withoutAlarms(snapshot)).toEqual(withoutAlarms(alone));
  });
});

describe('a preferred model without ratings in a listed specialty', () => {
  const world = simulated({
    seed: 5,
    votes: 4000,
    clinicians: 300,
    models: ['Ada', 'Bea', 'Cid', 'Dov'],
    specialties: ['cardiology', 'oncology'],
    ability: (model) => ({ Ada: 1, Bea: 0.4, Cid: -0.3, Dov: -1.1 })[model]!,
    risk: () => 0.02,
  });
  const models = ['Ada', 'Bea', 'Cid', 'Dov'];

  it('is reported as having too few ratings there', () => {
    const { verdict } = audit(inputOf(world, listing(models, ['cardiology', 'neurology', 'oncology'])));
    expect(verdict.status).toBe('not established');
    expect(verdict.reasons.find((reason) => reason.startsWith('Preferred models have too few'))).toBe(
      'Preferred models have too few rated answers in some specialties: Ada in neurology.',
    );
  });

  it('is reported as having too few ratings there if a single criterion is missing', () => {
    const gap = world.map((one) => {
      if (one.specialty !== 'oncology') return one;
      const cards = Object.entries(one.scores!).map(([model, { accuracy: _, ...card }]) => [model, card]);
      return { ...one, scores: Object.fromEntries(cards) };
    });
    const { verdict } = audit(inputOf(gap, listing(models, ['cardiology', 'oncology'])));
    expect(verdict.reasons.find((reason) => reason.startsWith('Preferred models have too few'))).toBe(
      'Preferred models have too few rated answers in some specialties: Ada in oncology.',
    );
  });

  it('is judged by its cells if every specialty has ratings', () => {
    const { verdict } = audit(inputOf(world, listing(models, ['cardiology', 'oncology'])));
    expect(verdict.reasons.filter((reason) => reason.startsWith('Preferred models have too few'))).toEqual(
      [],
    );
  });
});

describe('an alarm', () => {
  const cell = (rate: number | null) => ({ family: 'f', tolerance: 0.1, rate, effectiveN: 100 });

  it('needs the same evidence if unrated cells are passed or only counted', () => {
    const rated = [0.2, 0.21, 0.22, 0.23, 0.24, 0.25, 0.26, 0.3, 0.4].map(cell);
    for (const unrated of [0, 10, 100, 1000, 100_000]) {
      const given = alarms([...rated, ...Array.from({ length: unrated }, () => cell(null))], 0.05);
      const counted = alarms(rated, 0.05, new Map([['f', rated.length + unrated]]));
      expect(counted).toEqual(given.slice(0, rated.length));
    }
  });

  it('shares its error rate with families without ratings', () => {
    const sizes = new Map([
      ['f', 1],
      ['g', 50],
    ]);
    const borderline = [0.2, 0.205, 0.21, 0.215, 0.22, 0.225, 0.23].map(cell);
    const count = (given: ReadonlyMap<string, number>) =>
      borderline.filter((one) => alarms([one], 0.05, given)[0]).length;
    expect(count(sizes)).toBeLessThan(count(new Map([['f', 1]])));
  });
});

describe('a cell that gets its first rating', () => {
  const zone = audit(inputOf(few)).zones[0]!;
  const snapshotOf = (...zones: Snapshot['zones']) => ({ zones }) as unknown as Snapshot;

  it('is not listed as a change if it has too few ratings', () => {
    const insufficient = snapshotOf({ ...zone, state: 'insufficient' });
    expect(zonesMoved(snapshotOf(), insufficient)).toEqual([]);
    expect(zonesMoved(insufficient, snapshotOf())).toEqual([]);
  });

  it('is listed as a change if it gets a decision', () => {
    expect(zonesMoved(snapshotOf(), snapshotOf({ ...zone, state: 'cleared' }))).toMatchObject([
      { from: null, to: 'cleared' },
    ]);
  });
});
