import { type AuditAbout, auditOf, gathering } from '../../audit/index.ts';
import { protocol, type Snapshot } from '../../contracts/index.ts';
import { GROUPS } from '../../ledger/cells/index.ts';
import { decodeCells } from '../cells/cells-file.ts';
import { differences, type ValueDifference } from '../differences.ts';

/** The parts of an audit that its cells do not determine, with the reason. */
export const NOT_RECOMPUTED = [
  'totals.clinicians, totals.countries and participation: they come from the clinicians’ entries, which are not published',
  'inputs: a digest that covers the clinicians’ entries and the fingerprint of the secret',
  'operations.json: it depends on the ledger, the receipts and the previous snapshot',
  'the protocol: it is taken as published, including its tolerances and aliases',
] as const;

export interface Recomputed {
  readonly cells: number;
  /** Number of figures that were compared. */
  readonly numbers: number;
  /** Differences from the published to the recomputed value. */
  readonly differences: readonly ValueDifference[];
}

/**
 * Recomputes an audit from its published cells with the function that made it. It compares every figure exactly,
 * because published figures are rounded to fewer digits than machines may differ in.
 *
 * @param published the audit as its schema reads it
 * @param asWritten the audit with all fields of the file
 */
export async function recompute(
  published: Snapshot,
  asWritten: unknown,
  cellsFile: Uint8Array,
): Promise<Recomputed> {
  const { settings, study, codeVersion } = published;
  const { hash: _, ...given } = published.protocol;
  const registered = protocol.parse(given);
  const gathered = gathering(settings.criteria, registered, GROUPS);
  let cells = 0;
  for await (const cell of decodeCells(cellsFile, settings.criteria)) {
    gathered.add({ ...cell, unit: cell.group });
    cells++;
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
    cells,
    numbers: numbersIn(recomputed),
    differences: [...differences(asWritten, recomputed)],
  };
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, one) => sum + numbersIn(one), 0);
}
