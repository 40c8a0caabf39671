import type { Verdict } from '../../contracts/index.ts';
import { zoneKey } from '../zones/no-go-zones.ts';
import type { Findings } from './findings.ts';
import { positiveFindings } from './positive.ts';
import { type ProxyFindings, proxyFindings } from './unsafe-proxy.ts';
import { warnings } from './warnings.ts';

/**
 * Decides whether readers may choose a model by the preference ranking. The status has this order: no, preference is an
 * *unsafe proxy*; yes, the two are *aligned*; otherwise, it is *not established*. Each status has reasons in plain
 * sentences. Warnings and positive findings stand beside the status, and do not change it.
 */
export function verdict(findings: Findings): Verdict {
  const proxy = proxyFindings(findings);
  const positive = positiveFindings(findings);
  const beside = {
    findings: proxy.published,
    warnings: warnings(findings, proxy.zones),
    positive,
    alarm: alarmOf(findings, proxy),
  };
  if (proxy.reasons.length > 0) return { status: 'unsafe proxy', reasons: [...proxy.reasons], ...beside };
  const [{ sentence, missing }] = positive;
  if (missing.length > 0) return { status: 'not established', reasons: [...missing], ...beside };
  return { status: 'aligned', reasons: [sentence], ...beside };
}

/**
 * Whether a zone of a preferred and dangerous model has evidence that is valid at any number of looks. Preference, regret
 * and the votes for less safe answers are valid only for this look, so they alone never raise an alarm.
 */
const alarmOf = ({ zones }: Findings, proxy: ProxyFindings): boolean =>
  zones.some(({ safetyCritical, zone }) => zone.alarm && safetyCritical && proxy.zones.has(zoneKey(zone)));
