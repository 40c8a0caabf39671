import { twoWayVariance } from '../numeric/two-way-variance.ts';
import type { Contrast, ContrastUncertainty, GroupCovariance } from './cluster-jackknife.ts';

/**
 * Covariance of abilities over two crossed kinds of units, such as clinicians and items. Each contrast has the variance and
 * the degrees of freedom of {@link twoWayVariance}. Its effective groups are those of the kind that has fewer. The
 * contributions are those of the first kind.
 *
 * @param intersections the variance of a contrast over the intersections of both kinds
 */
export function twoWayCovariance(
  first: GroupCovariance,
  second: GroupCovariance,
  intersections: (c: Contrast) => number,
): GroupCovariance {
  const contrast = (c: Contrast): ContrastUncertainty | null => {
    const [a, b] = [first.contrast(c), second.contrast(c)];
    if (!a || !b) return null;
    const { variance, degreesOfFreedom } = twoWayVariance(a, b, intersections(c));
    return {
      variance,
      standardError: Math.sqrt(variance),
      degreesOfFreedom,
      effectiveGroups: Math.min(a.effectiveGroups, b.effectiveGroups),
    };
  };
  return {
    ...first,
    contrast,
    // By polarisation, so that the variance of a sum follows from its covariances.
    covariance: (i, j) => {
      if (i === j) return contrast([[i, 1]])?.variance ?? null;
      const sum = contrast([
        [i, 1],
        [j, 1],
      ]);
      const difference = contrast([
        [i, 1],
        [j, -1],
      ]);
      return sum && difference && (sum.variance - difference.variance) / 4;
    },
  };
}
