import type { Configuration } from '../configurations/index.ts';
import { type Estimate, estimate } from '../estimate.ts';
import type { ConfigurationRecord } from '../records.ts';
import { judge } from './targets.ts';

/** One figure of the tables. */
export interface Line {
  readonly configuration: string;
  readonly variant: string;
  readonly measure: string;
  /** Null if only older code was measured. */
  readonly found: Estimate | null;
  readonly older: Estimate | null;
  /** How often no interval was given. Null if the measure is no interval. */
  readonly noneGiven: Estimate | null;
  readonly judgement: ReturnType<typeof judge>;
}

/** The figures of a configuration, by variant and measure. */
export function linesOf(
  configuration: Configuration,
  current: ConfigurationRecord | null,
  baseline: ConfigurationRecord | null,
): Line[] {
  return Object.keys(configuration.variants).flatMap((variant) => {
    const measured = current?.variants[variant]?.measures ?? {};
    const before = baseline?.variants[variant]?.measures ?? {};
    const names = [...new Set([...Object.keys(measured), ...Object.keys(before)])].sort();
    const of = (sums: typeof measured, name: string) => (sums[name] ? estimate(sums[name]) : null);
    return names
      .filter((name) => isShown(name, configuration))
      .map((measure) => {
        const found = of(measured, measure);
        return {
          configuration: configuration.name,
          variant,
          measure,
          found,
          older: of(before, measure),
          noneGiven: of(measured, `${measure}${NONE_GIVEN}`),
          judgement: found ? judge(measure, configuration, found) : null,
        };
      });
  });
}

const NONE_GIVEN = ' | none given';

/** Whether a measure has a line. How often no interval is given is shown beside its coverage. */
function isShown(measure: string, { kind }: Configuration): boolean {
  if (measure.endsWith(NONE_GIVEN)) return measure === `ranking${NONE_GIVEN}`;
  return kind !== 'inside' || !measure.startsWith('claims');
}
