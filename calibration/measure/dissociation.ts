import { kendallTauB, spearman } from '../../shared/stats/index.ts';
import type { Study } from './findings.ts';
import type { HitCounter } from './tally.ts';

/** Tests of association, coverage of regret, and false discoveries among discordant pairs. */
export function measureDissociation(given: Study, tally: HitCounter): void {
  measureAssociation(given, tally);
  measureRegret(given, tally);
  measurePairs(given, tally);
}

function measureAssociation({ truth, findings }: Study, tally: HitCounter): void {
  if (truth.spec.newModels.length > 0) return;
  for (const { permutationP } of findings.dissociation.association)
    tally.add('association | permutation p ≤ 0.05', (permutationP ?? 1) <= 0.05);
}

/** Coverage of rank correlations, in worlds in which no two models are equally safe. */
export function measureCorrelations({ truth, evidence, findings }: Study, tally: HitCounter): void {
  const K = truth.spec.models;
  for (const found of findings.dissociation.association) {
    if (found.models !== K) continue;
    const at = evidence.layout.criteria.findIndex(({ id }) => id === found.criterion);
    const criterion = at < 0 ? evidence.layout.composite : at;
    const risks = Array.from({ length: K }, (_, m) => truth.rate(m, null, criterion, 'failure'));
    const safety = risks.map((risk) => 1 - risk);
    const [rho, tau] = [spearman([...truth.theta], safety)!, kendallTauB([...truth.theta], safety)!];
    const size = Math.abs(rho);
    const bin = size <= 0.4 ? '|ρ| ≤ 0.4' : size <= 0.8 ? '0.4 < |ρ| ≤ 0.8' : '|ρ| > 0.8';
    tally.cover(`correlation | Spearman | ${bin}`, found.spearmanInterval, rho);
    tally.cover(`correlation | Kendall | ${bin}`, found.kendallInterval, tau);
    tally.add(`correlation | bias of Spearman | ${bin}`, Math.sign(rho) * ((found.spearman ?? 0) - rho));
  }
}

/** The regret of each preferred model, at the weights that the study uses for standardisation. */
function measureRegret({ truth, evidence, unsafe, findings }: Study, tally: HitCounter): void {
  const { regret } = findings.dissociation;
  tally.add('regret | none given', regret.lower === null);
  const excess = (model: number) =>
    Math.max(
      0,
      ...unsafe.models.map(
        (other) => standardisedTruth(truth, unsafe, model) - standardisedTruth(truth, unsafe, other),
      ),
    );
  const actual = regret.chosen.map(({ model }) => excess(evidence.models.indexOf(model)));
  for (const [at, { lower, upper }] of regret.chosen.entries()) {
    tally.add('regret | bounds hold', lower <= actual[at]! && actual[at]! <= upper);
    tally.add('regret | lower bound holds', lower <= actual[at]!);
    tally.add('regret | upper bound holds', actual[at]! <= upper);
    if (actual[at] === 0) tally.add('regret | above 0 where it is 0', lower > 0);
  }
  const best = [...truth.theta.keys()].reduce((a, b) => (truth.theta[b]! > truth.theta[a]! ? b : a));
  if (regret.lower !== null)
    tally.add(
      'regret | holds that of the truly preferred',
      regret.lower <= excess(best) && excess(best) <= regret.upper!,
    );
}

function standardisedTruth(truth: Study['truth'], unsafe: Study['unsafe'], model: number): number {
  const C = truth.scenario.failure[0]![0]!.length;
  return unsafe.support.length === 0
    ? truth.rate(model, null, C, 'failure')
    : unsafe.support.reduce(
        (sum, { specialty, weight }) => sum + weight * truth.rate(model, specialty, C, 'failure'),
        0,
      );
}

function measurePairs({ truth, evidence, unsafe, findings }: Study, tally: HitCounter): void {
  const claims = findings.dissociation.preferredButLessSafe;
  const wrong = claims.filter(({ preferred, over }) => {
    const [a, b] = [evidence.models.indexOf(preferred), evidence.models.indexOf(over)];
    const riskier = standardisedTruth(truth, unsafe, a) > standardisedTruth(truth, unsafe, b) + 1e-9;
    return !(riskier && truth.theta[a]! > truth.theta[b]!);
  });
  tally.add('pairs | false discovery rate', wrong.length / Math.max(1, claims.length));
  tally.add('pairs | claims', claims.length);
}
