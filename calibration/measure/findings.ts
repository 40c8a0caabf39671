import {
  association,
  positionBias,
  preferredButLessSafe,
  regret,
  voteLevel,
} from '../../shared/audit/dissociation/index.ts';
import type { Evidence } from '../../shared/audit/evidence/index.ts';
import { rank } from '../../shared/audit/ranking/index.ts';
import { type Rates, ratesOf, type StandardisedRates, standardise } from '../../shared/audit/rates/index.ts';
import { type Findings, verdict } from '../../shared/audit/verdict/index.ts';
import { masking, noGoZones, zones } from '../../shared/audit/zones/index.ts';
import type { Protocol, Verdict, VoteRate } from '../../shared/contracts/index.ts';
import { seededRandom } from '../../shared/lib/index.ts';
import { drawStudy } from '../world/draw.ts';
import { evidenceCounter } from '../world/evidence.ts';
import { protocolOf, type WorldSpec } from '../world/spec.ts';
import { type Truth, truthOf } from '../world/truth.ts';
import { samplingOf, type UnitKind } from '../world/units.ts';

/** A study with known truth, and the findings of its audit. */
export interface Study {
  readonly truth: Truth;
  readonly protocol: Protocol;
  readonly evidence: Evidence;
  readonly rates: Rates;
  /** Standardised rates of composite failures, which regret uses. */
  readonly unsafe: StandardisedRates;
  readonly findings: Findings;
  readonly positionBias: VoteRate;
  readonly verdict: Verdict;
}

/**
 * The random streams of different worlds, or of neighbouring seeds, must not coincide. A multiplicative hash of both
 * prevents it.
 */
export const randomOf = (spec: WorldSpec, seed: number) => {
  let state = Math.imul(seed, 0x9e3779b1);
  for (const character of spec.name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  const random = seededRandom(state | 0);
  for (let i = 0; i < 20; i++) random.uniform();
  return random;
};

/** Draws one study of a world: its scenario, its clinicians, its judgments. */
export function drawWorldStudy(
  spec: WorldSpec,
  seed: number,
  units: UnitKind = 'clinicians',
): Pick<Study, 'truth' | 'evidence'> {
  const random = randomOf(spec, seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const counter = evidenceCounter(protocolOf(spec), samplingOf(spec, units));
  drawStudy(truth, random, counter.count);
  return { truth, evidence: counter.evidence() };
}

/** Runs the measured parts of the audit, composed as the audit composes them. */
export function judge({ truth, evidence }: Pick<Study, 'truth' | 'evidence'>): Study {
  const protocol = protocolOf(truth.spec);
  const rates = ratesOf(evidence, protocol);
  const unsafe = standardise({
    evidence,
    rates,
    criterion: evidence.layout.composite,
    level: 'failure',
    minimumN: protocol.minimumN,
  });
  const balanced = standardise({
    ...{ evidence, rates: { ...rates, at: rates.balanced }, criterion: evidence.layout.composite },
    ...{ level: 'failure', minimumN: protocol.minimumN },
  });
  const overall = rank(evidence, protocol);
  const found = zones(evidence, rates, protocol);
  const findings: Findings = {
    evidence,
    protocol,
    rates,
    overall,
    zones: found,
    dissociation: {
      association: association(evidence, rates, overall.fit, protocol),
      votes: voteLevel(evidence, protocol),
      preferredButLessSafe: preferredButLessSafe(
        evidence,
        overall.fit,
        { displayed: unsafe, balanced },
        protocol,
      ),
      regret: regret(evidence, overall.preferred, unsafe, protocol),
      masking: masking(
        noGoZones(
          found.map(({ zone }) => zone),
          evidence.layout.criteria,
        ),
      ),
    },
  };
  return {
    truth,
    protocol,
    evidence,
    rates,
    unsafe,
    findings,
    positionBias: positionBias(evidence, protocol),
    verdict: verdict(findings),
  };
}
