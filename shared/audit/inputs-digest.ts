import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { byCodeUnit } from '../lib/index.ts';
import { type Evidence, hasApplied } from './evidence/evidence.ts';
import { type CountList, seriesTotal } from './evidence/layout.ts';
import type { AuditAbout } from './input.ts';
import { lockFields } from './lock-fields.ts';

/**
 * SHA-256, in hex, of all inputs of the audit. Two audits with the same digest have the same result.
 *
 * The digest covers the sums that the audit derives from the evidence. These sums do not depend on the order of
 * reading, and counters that returned to zero do not change them. The other inputs are hashed as lines of JSON. No
 * pseudonym is among them, so that the digest does not depend on the secret. Numbers are hashed as they are in memory,
 * which is little-endian on all machines that Node supports.
 * @see docs/decisions/0135-units-are-ordered-by-their-content.md
 */
export function inputsDigest(about: AuditAbout, evidence: Evidence): string {
  const { study, protocol, settings, codeVersion } = about;
  const hash = createHash('sha256');
  let pending = '';
  const flush = () => {
    hash.update(pending);
    pending = '';
  };
  const line = (content: unknown) => {
    pending += `${JSON.stringify(content)}\n`;
    if (pending.length >= 65_536) flush();
  };
  const numbers = (values: CountList | Int32Array) => {
    flush();
    hash.update(values);
  };
  line(['primum audit', 3, study, codeVersion]);
  for (const { id, code, safetyCritical } of settings.criteria) line(['criterion', id, code, safetyCritical]);
  line(['protocol', canonicalize(protocol)]);
  const { lock } = lockFields(about);
  if (lock) line(['lock', lock.at, lock.snapshots, lock.settings]);
  for (const countries of about.participants.map(countriesOf).sort(byCodeUnit))
    line(['clinician', countries]);

  const { models, specialties, seen, votes, pairs, cells, aliases, source } = evidence;
  line(['evidence', source]);
  line(['seen', seen.models, seen.specialties]);
  // Studies without an applied alias keep their digest.
  if (hasApplied(aliases)) line(['aliases', aliases.models, aliases.specialties, aliases.selfComparisons]);
  let next = 0;
  for (const [model, name] of models.entries()) {
    line(['model', name]);
    for (; cells[next]?.model === model; next++) {
      const { specialty, block } = cells[next]!;
      if (seriesTotal(block.counts) === 0) continue;
      line(['answers', specialty]);
      numbers(block.units);
      numbers(block.counts);
    }
  }
  for (const [specialty, name] of specialties.entries()) {
    const { rows, ...columns } = pairs[specialty]!;
    line(['specialty', name, rows]);
    for (const column of Object.values(columns)) numbers(column);
  }
  for (const sums of [votes.wonFirst, votes.wonSecond, votes.saferWon, votes.lessSafeWon]) numbers(sums);
  flush();
  return hash.digest('hex');
}

/** The countries of a clinician, sorted. */
const countriesOf = ({ countries }: AuditAbout['participants'][number]): string =>
  [...new Set(countries)].sort(byCodeUnit).join(' ');
