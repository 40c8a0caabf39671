import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { byCodeUnit } from '../judgments/register.ts';
import { compareCells } from '../tallies/cell.ts';
import type { AuditInput } from './input.ts';

/**
 * SHA-256, in hex, of everything the audit depends on: two audits with one digest are the same audit.
 *
 * One line of JSON a thing, cells and clinicians sorted, slots within a cell sorted, zero counts left out, so that
 * neither the order of reading nor a counter that came back to zero makes a difference.
 */
export function inputsDigest(input: AuditInput): string {
  const { study, protocol, settings, codeVersion } = input;
  const hash = createHash('sha256');
  const line = (content: unknown) => hash.update(`${JSON.stringify(content)}\n`);
  line(['primum audit', 1, study, codeVersion, settings.secretFingerprint]);
  for (const { id, code, safetyCritical } of settings.criteria) line(['criterion', id, code, safetyCritical]);
  line(['protocol', canonicalize(protocol)]);
  for (const { clinician, countries } of input.participants.toSorted((a, b) =>
    byCodeUnit(a.clinician, b.clinician),
  ))
    line(['clinician', clinician, [...new Set(countries)].sort(byCodeUnit)]);
  for (const { group, specialty, x, y, counts } of input.cells.toSorted(compareCells)) {
    const slots = [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => byCodeUnit(a, b));
    if (slots.length > 0) line([group, specialty, x, y, ...slots.flat()]);
  }
  return hash.digest('hex');
}
