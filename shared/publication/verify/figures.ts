import type { EvidenceSource } from '../../audit/evidence/index.ts';
import { addNamed, NONE_NAMED, type UnitCell } from '../../audit/evidence/rows/index.ts';
import { type AuditAbout, auditOf, gathering } from '../../audit/index.ts';
import { protocol, type Snapshot } from '../../contracts/index.ts';
import type { FrozenCriterion } from '../../ledger/cells/index.ts';
import { OwnError } from '../../lib/index.ts';
import { CELLS, decodeCells } from '../cells/cells-file.ts';
import { decodeRows } from '../cells/rows-file.ts';
import { differences, type ValueDifference } from '../differences.ts';
import type { EvidenceFile } from '../render.ts';

/** The parts of an audit that its evidence does not determine, with the reason. */
export const NOT_RECOMPUTED = [
  'totals.clinicians, totals.countries and participation: they come from the clinicians’ entries, which are not published',
  'inputs: a digest that covers the countries of the clinicians',
  'operations.json: it depends on the ledger, the receipts and the previous snapshot',
  'the order of the numbers of clinicians, items and sites in rows.jsonl.gz: no figure depends on it',
  'the protocol: it is taken as published, including its tolerances and aliases',
] as const;

export interface Recomputed {
  /** Number of lines of evidence. */
  readonly lines: number;
  /** Number of figures that were compared. */
  readonly numbers: number;
  /** Differences from the published to the recomputed value. */
  readonly differences: readonly ValueDifference[];
}

/**
 * Recomputes an audit from its published evidence with the function that made it. It compares every figure exactly,
 * because published figures are rounded to fewer digits than machines may differ in.
 *
 * @param published the audit as its schema reads it
 * @param asWritten the audit with all fields of the file
 */
export async function recompute(
  published: Snapshot,
  asWritten: unknown,
  evidence: EvidenceFile,
): Promise<Recomputed> {
  const { settings, study, codeVersion } = published;
  const { hash: _, ...given } = published.protocol;
  const registered = protocol.parse(given);
  const source = await sourceOf(evidence, settings.criteria);
  const gathered = gathering(settings.criteria, registered, source);
  let lines = 0;
  for await (const line of unitCells(evidence, settings.criteria)) {
    gathered.add(line);
    lines++;
  }
  const about: AuditAbout = {
    study,
    codeVersion,
    protocol: registered,
    settings: { ...settings, secretFingerprint: '' },
    participants: [],
  };
  const again = auditOf(about, gathered.evidence());
  const recomputed = asJson({
    ...again,
    inputs: published.inputs,
    totals: {
      ...again.totals,
      clinicians: published.totals.clinicians,
      countries: published.totals.countries,
    },
    participation: published.participation,
  });
  return {
    lines,
    numbers: numbersIn(recomputed),
    differences: [...differences(asWritten, recomputed)],
  };
}

/**
 * The source of the evidence. The units of rows are counted before the rows are gathered, because the counts of an audit
 * have a place for each unit. Units are numbered from 0 without a gap.
 * @throws if a number is missing
 */
async function sourceOf(
  { name, body }: EvidenceFile,
  criteria: readonly FrozenCriterion[],
): Promise<EvidenceSource> {
  if (name === CELLS) return { kind: 'counters' };
  const [clinicians, items, sites] = [new Set<number>(), new Set<number>(), new Set<number>()];
  let named = NONE_NAMED;
  for await (const row of decodeRows(body, criteria)) {
    const { clinician, item, site } = row;
    named = addNamed(named, row);
    clinicians.add(clinician);
    if (item !== null) items.add(item);
    if (site !== null) sites.add(site);
  }
  for (const [kind, units] of Object.entries({ clinicians, items, sites }))
    for (let unit = 0; unit < units.size; unit++)
      if (!units.has(unit)) throw new OwnError(`its ${kind} are not numbered from 0 without a gap`);
  const units = { clinicians: clinicians.size, items: items.size, sites: sites.size };
  return { kind: 'judgments', units, named, digest: '' };
}

/** The lines of an evidence file as counts by sampling unit. */
async function* unitCells(
  { name, body }: EvidenceFile,
  criteria: readonly FrozenCriterion[],
): AsyncGenerator<UnitCell> {
  if (name === CELLS)
    for await (const cell of decodeCells(body, criteria)) yield { ...cell, clinician: cell.group };
  else yield* decodeRows(body, criteria);
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, one) => sum + numbersIn(one), 0);
}
