import type { Evidence } from '../../shared/audit/evidence/index.ts';
import { auditOf } from '../../shared/audit/index.ts';
import type { Protocol, Snapshot } from '../../shared/contracts/index.ts';
import { seededRandom } from '../../shared/lib/index.ts';
import { conditionalTruth } from '../world/conditional-truth.ts';
import { drawStudy } from '../world/draw.ts';
import { evidenceFrom, judgedFrom } from '../world/evidence.ts';
import { exposureOf } from '../world/exposure.ts';
import { protocolOf, type WorldSpec } from '../world/spec.ts';
import { type TrueValues, type Truth, truthOf } from '../world/truth.ts';
import { conditionOf } from './published.ts';

/** A study with known truth, and its audit. */
export interface Study {
  readonly truth: Truth;
  /** The true values of the prompts and readers for whom the audit speaks. */
  readonly target: TrueValues;
  readonly protocol: Protocol;
  readonly evidence: Evidence;
  readonly snapshot: Snapshot;
}

/**
 * The random streams of different worlds, or of neighbouring seeds, must not coincide. A multiplicative hash of both
 * prevents it.
 * @param name the configuration and the variant
 */
export function randomOf(name: string, seed: number) {
  let state = Math.imul(seed, 0x9e3779b1);
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  const random = seededRandom(state | 0);
  for (let i = 0; i < 20; i++) random.uniform();
  return random;
}

/** Draws one study of a world: its scenario, its clinicians and prompts, its judgments. Then audits it. */
export function auditedStudy(spec: WorldSpec, name: string, seed: number): Study {
  const random = randomOf(name, seed);
  const truth = truthOf(spec, spec.scenario(random, spec));
  const protocol = protocolOf(spec);
  const { cast, judgments } = drawStudy(truth, random);
  const evidence = evidenceFrom(judgedFrom(judgments, protocol), protocol);
  const snapshot = auditOf(
    {
      study: 'calibration',
      protocol,
      settings: { ...protocol, secretFingerprint: '' },
      codeVersion: '',
      participants: [],
    },
    evidence,
  );
  const condition = conditionOf(snapshot);
  const target = condition
    ? conditionalTruth(truth, cast, condition, exposureOf(condition, judgments, spec))
    : truth;
  return { truth, target, protocol, evidence, snapshot };
}
