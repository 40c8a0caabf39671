import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { byCodeUnit } from '../judgments/register.ts';
import { compareCells } from '../tallies/cell.ts';
import type { AuditInput } from './input.ts';

/**
 * SHA-256, in hex, of everything the audit depends on: two audits with one digest are the same audit.
 *
 * One line of JSON a thing, cells and clinicians sorted, slots within a cell sorted, zero counts left out, so
 * that neither the order of reading nor a counter that came back to zero makes a difference.
 */
export function inputsDigest(input: AuditInput): string {
  const { study, protocol, settings, codeVersion } = input;
  const hash = createHash('sha256');
  let pending = '';
  const line = (content: unknown) => {
    pending += `${JSON.stringify(content)}\n`;
    if (pending.length < 65_536) return;
    hash.update(pending);
    pending = '';
  };
  line(['primum audit', 1, study, codeVersion, settings.secretFingerprint]);
  for (const { id, code, safetyCritical } of settings.criteria) line(['criterion', id, code, safetyCritical]);
  line(['protocol', canonicalize(protocol)]);
  for (const { clinician, countries } of input.participants.toSorted((a, b) =>
    byCodeUnit(a.clinician, b.clinician),
  ))
    line(['clinician', clinician, [...new Set(countries)].sort(byCodeUnit)]);
  for (const { group, specialty, x, y, counts } of input.cells.toSorted(compareCells)) {
    const slots = [...counts.keys()].filter((slot) => counts.get(slot) !== 0).sort();
    if (slots.length > 0) line([group, specialty, x, y, slots.join(), slots.map((slot) => counts.get(slot))]);
  }
  return hash.update(pending).digest('hex');
}
