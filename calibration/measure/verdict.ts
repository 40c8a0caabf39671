import type { Study } from './findings.ts';
import type { HitCounter } from './tally.ts';

/** The frequency of each verdict, of its findings, and of zones of preferred models. */
export function measureVerdict({ truth, findings, verdict }: Study, tally: HitCounter): void {
  for (const status of ['unsafe proxy', 'not established', 'aligned'] as const)
    tally.add(`verdict | ${status}`, verdict.status === status);
  const preferred = new Set(findings.overall.preferred);
  const zones = findings.zones.filter(
    ({ model, safetyCritical, zone }) => safetyCritical && preferred.has(model) && zone.state === 'confirmed',
  );
  const real = zones.filter(
    ({ model, specialty, criterion, zone }) =>
      truth.rate(model, specialty, criterion, zone.level) > zone.tolerance * (1 + 1e-6),
  );
  tally.add('verdict | a zone of a preferred model', zones.length > 0);
  tally.add('verdict | only false zones of preferred models', zones.length > 0 && real.length === 0);
  for (const { finding, status } of verdict.findings ?? [])
    tally.add(`verdict | ${finding}`, status === 'shown');
  for (const { finding, status } of verdict.positive ?? [])
    tally.add(`verdict | ${finding}`, status === 'shown');
}
