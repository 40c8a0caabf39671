import { describe, expect, it } from 'vitest';
import type { Snapshot, Zone } from '../../../shared/contracts/snapshot.ts';
import { changesBetween } from '../../../shared/publication/changes.ts';
import { sampleAudit } from '../../support/sample-study.ts';

const BASE = sampleAudit({ votes: 300 });
const ID = '20260301T093000Z-000000000000';

const withRanks = (...models: string[]): Snapshot => {
  const [row] = BASE.leaderboard.overall.rows;
  const rows = models.map((model, index) => ({ ...row!, model, rank: index + 1 }));
  return { ...BASE, leaderboard: { ...BASE.leaderboard, overall: { ...BASE.leaderboard.overall, rows } } };
};
const withZones = (...zones: Partial<Zone>[]): Snapshot => ({
  ...BASE,
  zones: zones.map((zone, index) => ({ ...BASE.zones[index]!, state: 'confirmed', alarm: false, ...zone })),
});
const nameOf = (index: number) => {
  const { model, specialty, criterion, level } = BASE.zones[index]!;
  return { model, specialty, criterion, level };
};

describe('changes between snapshots', () => {
  it('are empty between equal snapshots', () => {
    expect(changesBetween(BASE, BASE, ID)).toEqual({
      since: ID,
      totals: { judgments: 0, votes: 0, ratedAnswers: 0, clinicians: 0 },
      verdict: null,
      ranks: [],
      zonesOpened: [],
      zonesClosed: [],
      confirmations: { gained: 0, lost: 0 },
      noGoZones: { gained: [], lost: [] },
      zones: [],
      scores: [],
      rates: [],
      protocol: false,
      protocolChanges: [],
      codeVersion: false,
    });
  });

  it('name each model that changed its rank, appeared or disappeared', () => {
    expect(changesBetween(withRanks('a', 'b', 'c', 'd'), withRanks('a', 'c', 'b', 'e'), ID).ranks).toEqual([
      { model: 'b', from: 2, to: 3 },
      { model: 'c', from: 3, to: 2 },
      { model: 'd', from: 4, to: null },
      { model: 'e', from: null, to: 4 },
    ]);
  });

  it('list results if their alarm was raised or withdrawn, whether or not they are confirmed', () => {
    const changes = changesBetween(
      withZones({ alarm: true }, { alarm: true }, { state: 'suspected' }, {}),
      withZones({ alarm: true }, {}, { alarm: true }, { state: 'suspected' }),
      ID,
    );
    expect(changes.zonesOpened).toEqual([nameOf(2)]);
    expect(changes.zonesClosed).toEqual([nameOf(1)]);
  });

  it('count new and lost no-go zones, but neither their findings nor findings on other criteria', () => {
    const finding = (specialty: string, criterion: string) => ({ specialty, criterion });
    const changes = changesBetween(
      withZones(finding('a', 'harmlessness'), finding('b', 'harmlessness')),
      withZones(
        finding('b', 'harmlessness'),
        finding('b', 'composite'),
        finding('c', 'composite'),
        finding('c', 'accuracy'),
        finding('d', 'clarity'),
      ),
      ID,
    );
    const { model } = BASE.zones[0]!;
    expect(changes.confirmations).toEqual({ gained: 1, lost: 1 });
    expect(changes.noGoZones).toEqual({
      gained: [{ model, specialty: 'c' }],
      lost: [{ model, specialty: 'a' }],
    });
  });

  it('include a new verdict, fewer votes after a retraction, and another protocol or code', () => {
    const before = { ...BASE, verdict: { status: 'aligned' as const, reasons: ['x'], alarm: false } };
    const after: Snapshot = {
      ...BASE,
      totals: { ...BASE.totals, votes: BASE.totals.votes - 2 },
      verdict: { status: 'unsafe proxy', reasons: ['y'], alarm: true },
      protocol: { ...BASE.protocol, hash: 'other' },
      codeVersion: 'other',
    };
    expect(changesBetween(before, after, ID)).toMatchObject({
      totals: { votes: -2 },
      verdict: { from: 'aligned', to: 'unsafe proxy', alarm: true },
      protocol: true,
      codeVersion: true,
    });
  });

  it('list only results that became confirmed or cleared, or are no longer', () => {
    const state = (of: Zone['state']): Partial<Zone> => ({ state: of });
    const changes = changesBetween(
      withZones(state('suspected'), state('cleared'), state('suspected'), state('confirmed')),
      withZones(state('confirmed'), state('indeterminate'), state('insufficient'), state('confirmed')),
      ID,
    );
    expect(changes.zones).toEqual([
      { ...nameOf(0), from: 'suspected', to: 'confirmed' },
      { ...nameOf(1), from: 'cleared', to: 'indeterminate' },
    ]);
  });

  it('list scores that changed by a point, and overall rates that changed by a tenth of a percent', () => {
    const scored = (...scores: number[]): Snapshot => {
      const { overall } = BASE.leaderboard;
      const rows = overall.rows.map((row, at) => ({ ...row, score: scores[at]! }));
      return { ...BASE, leaderboard: { ...BASE.leaderboard, overall: { ...overall, rows } } };
    };
    const models = BASE.leaderboard.overall.rows.map(({ model }) => model);
    expect(changesBetween(scored(1000, 990, 980), scored(1000.9, 989, 980), ID).scores).toEqual([
      { model: models[1], from: 990, to: 989 },
    ]);

    const overall = BASE.failureRates.filter(({ specialty }) => specialty === null);
    const rated = (rates: (number | null)[]): Snapshot => ({
      ...BASE,
      failureRates: overall.map((row, at) => ({ ...row, rate: rates[at] ?? 0.5 })),
    });
    const { model, specialty, criterion, level } = overall[1]!;
    expect(changesBetween(rated([0.1, 0.2]), rated([0.1009, 0.201]), ID).rates).toEqual([
      { model, specialty, criterion, level, from: 0.2, to: 0.201 },
    ]);
  });

  it('list the changed fields of the protocol, with their old and new values', () => {
    const tolerance = { ...BASE.protocol.tolerance, failure: 0.05 };
    const after = { ...BASE, protocol: { ...BASE.protocol, tolerance, models: ['aster'], hash: 'other' } };
    expect(changesBetween(BASE, after, ID).protocolChanges).toEqual([
      { path: 'tolerance.failure', from: 0.1, to: 0.05 },
      { path: 'models', from: undefined, to: ['aster'] },
    ]);
  });
});
