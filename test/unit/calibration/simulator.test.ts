import { expect, it } from 'vitest';
import { judge } from '../../../calibration/measure/findings.ts';
import { drawStudy, MISSING } from '../../../calibration/world/draw.ts';
import { evidenceCounter } from '../../../calibration/world/evidence.ts';
import { protocolOf, type WorldSpec } from '../../../calibration/world/spec.ts';
import { truthOf } from '../../../calibration/world/truth.ts';
import { samplingOf } from '../../../calibration/world/units.ts';
import { voteTruth } from '../../../calibration/world/vote-truth.ts';
import { worldNamed } from '../../../calibration/world/worlds.ts';
import { positionBias, voteLevel } from '../../../shared/audit/dissociation/vote-level.ts';
import { entryTotal } from '../../../shared/audit/evidence/layout.ts';
import { rank } from '../../../shared/audit/ranking/ranking.ts';
import { rounded } from '../../../shared/audit/rounded.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { seededRandom } from '../../../shared/lib/random.ts';
import { audit, gather } from '../../support/audit.ts';
import { inputOf, type Said } from '../audit/support.ts';

/** The outcome of a vote by its number in a drawn judgment. */
const OUTCOMES = ['first', 'second', 'tie', 'both_bad'] as const;

/** The judgments of one study, drawn once: as counts of the simulator and as events. */
function drawnTwice(spec: WorldSpec, seed: number) {
  const protocol = protocolOf(spec);
  const random = seededRandom(seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const counter = evidenceCounter(protocol, samplingOf(spec, 'groups'));
  const said: Said[] = [];
  const C = protocol.criteria.length;
  drawStudy(truth, random, (drawn) => {
    counter.count(drawn);
    const [first, second] = [protocol.models![drawn.first]!, protocol.models![drawn.second]!];
    const card = (side: number) =>
      Object.fromEntries(
        protocol.criteria.flatMap(({ id }, c): [string, Score][] => {
          const score = drawn.scores[side * C + c]!;
          return score === MISSING ? [] : [[id, score as Score]];
        }),
      );
    said.push({
      by: drawn.group,
      specialty: protocol.specialties![drawn.specialty]!,
      first,
      second,
      outcome: OUTCOMES[drawn.outcome]!,
      scores: { [first]: card(0), [second]: card(1) },
    });
  });
  return { input: inputOf(said, protocol), evidence: counter.evidence(), protocol, truth };
}

it('the simulator counts a study as the tallies of its judgments do', () => {
  const { input, evidence, protocol } = drawnTwice(worldNamed('losers rated less'), 3);
  const gathered = gather(input.cells, input.settings.criteria, protocol);
  expect(evidence.models).toEqual(gathered.models);
  expect(evidence.specialties).toEqual(gathered.specialties);
  expect(evidence.pairs).toEqual(gathered.pairs);
  for (const model of [null, ...evidence.models.keys()])
    for (const specialty of model === null ? [null] : [null, ...evidence.specialties.keys()])
      expect(evidence.block(model, specialty)).toEqual(gathered.block(model, specialty));
});

it('the simulator gives the same results as the complete audit', () => {
  const { input, evidence, truth } = drawnTwice(worldNamed('small study'), 5);
  const judged = judge({ truth, evidence });
  const snapshot = audit(input);
  expect(rounded(judged.verdict)).toEqual(snapshot.verdict);
  expect(judged.findings.zones.map(({ zone }) => zone.state)).toEqual(
    snapshot.zones.map(({ state }) => state),
  );
  for (const [at, { spearman }] of judged.findings.dissociation.association.entries())
    expect(spearman).toBeCloseTo(snapshot.dissociation.association[at]!.spearman!, 9);
});

it('the true rates of the simulator agree with a study of 250,000 clinicians', () => {
  const spec: WorldSpec = { ...worldNamed('heavy tails'), clinicians: 250_000, votes: 250_000, load: 0 };
  const random = seededRandom(11);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const protocol = protocolOf(spec);
  const counter = evidenceCounter(protocol, samplingOf(spec, 'groups'));
  drawStudy(truth, random, counter.count);
  const evidence = counter.evidence();

  const [votes, actual] = [voteLevel(evidence, protocol), voteTruth(truth)];
  const near = ({ rate, n }: { rate: number | null; n: number }, expected: number) =>
    expect(Math.abs(rate! - expected) / Math.sqrt((expected * (1 - expected)) / n)).toBeLessThan(4);
  near(votes.winnerUnsafe, actual.winnerUnsafe);
  near(votes.loserUnsafe, actual.loserUnsafe);
  near(votes.unsafeGivenTie, actual.unsafeGivenTie);
  near(votes.lessSafeWins, actual.lessSafeWins);
  near(positionBias(evidence, protocol), actual.positionBias);

  const { fit } = rank(evidence, protocol);
  for (const [position, theta] of fit!.theta.entries()) expect(theta).toBeCloseTo(truth.theta[position]!, 1);

  const { layout } = evidence;
  for (const model of [0, 7])
    for (const criterion of [0, layout.composite]) {
      const count = (score: number) =>
        entryTotal(evidence.block(model, null), layout.score(criterion, score));
      const n = [0, 1, 2, 3, 4].reduce((sum, score) => sum + count(score), 0);
      near({ rate: (count(0) + count(1)) / n, n }, truth.rate(model, null, criterion, 'failure'));
      near({ rate: count(0) / n, n }, truth.rate(model, null, criterion, 'severe'));
    }
});
