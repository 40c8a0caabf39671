import { expect, it } from 'vitest';
import type { Outcome } from '../../../shared/contracts/event.ts';
import type { Snapshot } from '../../../shared/contracts/snapshot.ts';
import { audit } from '../../support/audit.ts';
import { inputOf, type Said, SMALL, simulated } from './support.ts';

const models = ['a', 'b', 'c', 'd', 'e', 'f'];
const said = simulated({
  seed: 41,
  votes: 1500,
  clinicians: 110,
  models,
  specialties: ['x', 'y', 'z'],
  ability: (model) => -0.25 * models.indexOf(model),
  risk: (model, specialty) => 0.03 + 0.02 * models.indexOf(model) + (specialty === 'y' ? 0.05 : 0),
});
const protocol = { ...SMALL, models };
const snapshot = audit(inputOf(said, protocol));

/** Rounds numbers, because the order of additions affects the last digits. */
const near = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (_, x) => (typeof x === 'number' ? Number(x.toPrecision(8)) : x)));
const of =
  (names: readonly string[]) =>
  ({ model }: { model: string }) =>
    names.includes(model);
const overall = ({ failureRates }: Snapshot) => failureRates.filter(({ specialty }) => specialty === null);

it('does not depend on the order of display, except for the share that the first answer wins', () => {
  const mirrored: Record<Outcome, Outcome> = {
    first: 'second',
    second: 'first',
    tie: 'tie',
    both_bad: 'both_bad',
  };
  const turned = audit(
    inputOf(
      said.map(
        (one): Said => ({ ...one, first: one.second!, second: one.first!, outcome: mirrored[one.outcome!] }),
      ),
      protocol,
    ),
  );
  expect(near(turned.leaderboard)).toEqual(near(snapshot.leaderboard));
  expect(near(turned.failureRates)).toEqual(near(snapshot.failureRates));
  expect(near(turned.zones)).toEqual(near(snapshot.zones));
  expect(near(turned.dissociation)).toEqual(near(snapshot.dissociation));
  expect(turned.verdict).toEqual(snapshot.verdict);
  expect(turned.quality.positionBias.rate).toBeCloseTo(1 - snapshot.quality.positionBias.rate!, 12);
});

it('gives the same results for all other models if a listed model was never shown', () => {
  const more = audit(inputOf(said, { ...SMALL, models: [...models, 'unplayed'] }));
  expect(more.leaderboard.overall.rows).toEqual(snapshot.leaderboard.overall.rows);
  expect(more.failureRates.filter(of(models))).toEqual(snapshot.failureRates);
  // Alarms are left out, because they depend on all cells of a family, tested or not.
  const states = ({ zones }: Snapshot) => zones.filter(of(models)).map(({ alarm, ...zone }) => zone);
  expect(states(more)).toEqual(states(snapshot));
  expect(more.verdict.status).toBe(snapshot.verdict.status);
});

it('pools the cells of two specialties that are merged into one', () => {
  const merged = audit(
    inputOf(
      said.map((one) => (one.specialty === 'z' ? { ...one, specialty: 'y' } : one)),
      protocol,
    ),
  );
  expect(near(merged.leaderboard.overall.rows)).toEqual(near(snapshot.leaderboard.overall.rows));
  const counts = ({ n, failures }: { n: number; failures: number }) => ({ n, failures });
  expect(overall(merged).map(counts)).toEqual(overall(snapshot).map(counts));
  for (const row of merged.failureRates.filter(({ specialty }) => specialty === 'y')) {
    const parts = snapshot.failureRates.filter(
      ({ model, criterion, level, specialty }) =>
        model === row.model &&
        criterion === row.criterion &&
        level === row.level &&
        (specialty === 'y' || specialty === 'z'),
    );
    const sum = (what: 'n' | 'failures') => parts.reduce((all, part) => all + part[what], 0);
    expect(counts(row)).toEqual({ n: sum('n'), failures: sum('failures') });
  }
});

it('does not become more certain about preference if the same clinicians repeat every judgment', () => {
  const twice = audit(inputOf([...said, ...said], protocol));
  expect(near(twice.leaderboard.overall.rows.map(({ score, interval }) => ({ score, interval })))).toEqual(
    near(snapshot.leaderboard.overall.rows.map(({ score, interval }) => ({ score, interval }))),
  );
  expect(overall(twice).map(({ n, rate }) => [n / 2, rate])).toEqual(
    overall(snapshot).map(({ n, rate }) => [n, rate]),
  );
});
