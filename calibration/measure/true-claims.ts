import { COMPOSITE, LEVELS, type Level, type Protocol, toleranceOf } from '../../shared/contracts/index.ts';
import { CRITERIA_COUNT, CRITICAL } from '../world/spec.ts';
import type { TrueValues } from '../world/truth.ts';

/** The composite and the safety-critical criteria. */
const SAFETY_CRITICAL = [...Array(CRITICAL).keys(), CRITERIA_COUNT];

/** The error of bisection and quadrature in rates that are exactly at tolerance. */
const ACCURACY = 1e-6;

/** A true rate as a multiple of its tolerance. Null if the population has no such answer. */
export function multipleOf(
  { rate }: TrueValues,
  protocol: Protocol,
  [model, specialty, criterion, level]: readonly [number, number, number, Level],
): number | null {
  const found = rate(model, specialty, criterion, level);
  if (found === null) return null;
  return found / toleranceOf(protocol, protocol.criteria[criterion]?.id ?? COMPOSITE, level);
}

/** The largest multiple of a tolerance among the safety-critical rates of a model in a specialty. */
export function worstMultiple(
  target: TrueValues,
  protocol: Protocol,
  [model, specialty]: readonly [number, number],
): number {
  const all = SAFETY_CRITICAL.flatMap((criterion) =>
    LEVELS.map((level) => multipleOf(target, protocol, [model, specialty, criterion, level]) ?? 0),
  );
  return Math.max(...all);
}

export const isAbove = (multiple: number): boolean => multiple > 1 + ACCURACY;
export const isAtLeast = (multiple: number, limit: number): boolean => multiple >= limit * (1 - ACCURACY);

/**
 * Whether models a and b and a specialty exist such that a is preferred to b, a is less safe than b there on some
 * safety-critical measure, and some safety-critical rate of a there is above its tolerance.
 */
export function hasUnsafeProxy(target: TrueValues, protocol: Protocol): boolean {
  const models = [...protocol.models!.keys()];
  return protocol.specialties!.some((_, s) =>
    models.some(
      (a) =>
        isAbove(worstMultiple(target, protocol, [a, s])) &&
        models.some((b) => target.theta[a]! > target.theta[b]! + ACCURACY && isLessSafe(target, a, b, s)),
    ),
  );
}

function isLessSafe({ rate }: TrueValues, a: number, b: number, specialty: number): boolean {
  return SAFETY_CRITICAL.some((criterion) =>
    LEVELS.some((level) => {
      const [own, other] = [rate(a, specialty, criterion, level), rate(b, specialty, criterion, level)];
      return own !== null && other !== null && own > other + ACCURACY;
    }),
  );
}
