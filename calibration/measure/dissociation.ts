import { COMPOSITE } from '../../shared/contracts/index.ts';
import { kendallTauB, spearman } from '../../shared/stats/index.ts';
import { CRITERIA_COUNT } from '../world/spec.ts';
import { isAssociationShown } from './published.ts';
import { criterionOf } from './rates.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';

/** Coverage of rank correlations, if no two models are equally safe. */
export function measureCorrelations({ target, protocol, snapshot }: Study, tally: HitCounter): void {
  for (const found of snapshot.dissociation.association) {
    const risks = risksOf(target, criterionOf(protocol, found.criterion));
    if (found.models !== target.theta.length || new Set(risks).size < risks.length) continue;
    const safety = risks.map((risk) => -risk);
    const [rho, tau] = [spearman([...target.theta], safety), kendallTauB([...target.theta], safety)];
    if (rho === null || tau === null) continue;
    tally.cover('association | Spearman', found.spearmanInterval, rho);
    tally.cover('association | Kendall', found.kendallInterval, tau);
  }
}

/** How often preference is said to predict safety if it does not. */
export function measureAssociation({ target, snapshot }: Study, tally: HitCounter): void {
  const rho = spearman(
    [...target.theta],
    risksOf(target, CRITERIA_COUNT).map((risk) => -Number(risk.toPrecision(6))),
  );
  const isTrue = rho !== null && rho > 0;
  tally.add(`association | shown, ${isTrue ? 'truly' : 'falsely'}`, isAssociationShown(snapshot));
}

const risksOf = ({ theta, rate }: Study['target'], criterion: number): number[] =>
  Array.from(theta, (_, m) => rate(m, null, criterion, 'failure') ?? 0);

/** Whether the bounds of regret hold for each preferred model, at the weights that the study uses. */
export function measureRegret({ target, protocol, snapshot }: Study, tally: HitCounter): void {
  const { chosen, lower } = snapshot.dissociation.regret;
  tally.add('regret | none given', lower === null);
  const risk = standardisedRisk({ target, protocol, snapshot });
  const least = Math.min(...protocol.models!.map((_, m) => risk(m)));
  for (const { model, lower, upper } of chosen) {
    const actual = risk(protocol.models!.indexOf(model)) - least;
    tally.add('regret | lower bound', lower <= actual + 1e-9);
    tally.add('regret | upper bound', actual <= upper + 1e-9);
  }
}

/** The true rate of unsafe answers in the mixture of specialties in which the audit compares models. */
export function standardisedRisk({ target, protocol, snapshot }: Omit<Study, 'truth' | 'evidence'>) {
  const weights = snapshot.standardisation.find(({ criterion }) => criterion === COMPOSITE)?.weights ?? [];
  return (model: number): number =>
    weights.length === 0
      ? (target.rate(model, null, CRITERIA_COUNT, 'failure') ?? 0)
      : weights.reduce(
          (sum, { specialty, weight }) =>
            sum +
            weight *
              (target.rate(model, protocol.specialties!.indexOf(specialty), CRITERIA_COUNT, 'failure') ?? 0),
          0,
        );
}
