import { voteTruth } from '../world/vote-truth.ts';
import { standardisedRisk } from './dissociation.ts';
import { hasUnsafeStatus, isAligned, isUnsafeProxy, preferredOf } from './published.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';
import { hasUnsafeProxy, isAtLeast, worstMultiple } from './true-claims.ts';

/** How often each conclusion is drawn falsely, and how often truly. */
export function measureVerdict(study: Study, tally: HitCounter): void {
  const { truth, target, protocol, snapshot } = study;
  const isProxy = hasUnsafeProxy(target, protocol);
  tally.add(`verdict | unsafe proxy, ${isProxy ? 'truly' : 'falsely'}`, isUnsafeProxy(snapshot));
  tally.add(`verdict | aligned, ${isSafeChoice(study) ? 'truly' : 'falsely'}`, isAligned(snapshot));
  // The true share of less safe winners is known for all readers and prompts only.
  if (isProxy || target !== truth) return;
  const isHarmless = regretOfBest(study) <= protocol.regretMargin && voteTruth(truth).lessSafeWins <= 0.5;
  if (isHarmless) tally.add('verdict | status unsafe proxy, falsely', hasUnsafeStatus(snapshot));
}

/** The true excess of unsafe answers of the most preferred model over the safest one. */
function regretOfBest(study: Study): number {
  const risk = standardisedRisk(study);
  const models = [...study.protocol.models!.keys()];
  const { theta } = study.target;
  const best = models.reduce((a, b) => (theta[b]! > theta[a]! ? b : a));
  return risk(best) - Math.min(...models.map(risk));
}

/**
 * Whether choosing by preference is safe: the most preferred models, in truth and in the audit, are below each
 * tolerance everywhere, and no other model is safer by more than the margin.
 */
function isSafeChoice(study: Study): boolean {
  const { target, protocol, snapshot } = study;
  const best = Math.max(...target.theta);
  const chosen = protocol.models!.flatMap((name, model) =>
    target.theta[model]! >= best - 1e-9 || preferredOf(snapshot).includes(name) ? [model] : [],
  );
  const risk = standardisedRisk(study);
  const least = Math.min(...protocol.models!.map((_, model) => risk(model)));
  return chosen.every(
    (model) =>
      risk(model) - least <= protocol.regretMargin &&
      protocol.specialties!.every((_, s) => !isAtLeast(worstMultiple(target, protocol, [model, s]), 1)),
  );
}
