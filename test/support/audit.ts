import { auditOf } from '../../shared/audit/audit.ts';
import type { Evidence } from '../../shared/audit/evidence/evidence.ts';
import { gathering, type NamesOfProtocol } from '../../shared/audit/evidence/gathering.ts';
import type { AuditAbout } from '../../shared/audit/input.ts';
import type { Snapshot } from '../../shared/contracts/snapshot.ts';
import type { Cell } from '../../shared/ledger/cells/cell.ts';
import type { FrozenCriterion } from '../../shared/ledger/settings.ts';

/** All inputs of an audit. */
export interface AuditInput extends AuditAbout {
  /** At most one cell per key, in any order. They are read once. */
  readonly cells: Iterable<Cell>;
}

/** Gathers all cells and audits them in one call. */
export const audit = (input: AuditInput): Snapshot =>
  auditOf(input, gather(input.cells, input.settings.criteria, input.protocol));

/** The evidence of all cells. It includes names that the protocol lists, even if they have no votes. */
export function gather(
  cells: Iterable<Cell>,
  criteria: readonly FrozenCriterion[],
  protocol: NamesOfProtocol,
): Evidence {
  const gathered = gathering(criteria, protocol);
  for (const cell of cells) gathered.add({ ...cell, clinician: cell.group });
  return gathered.evidence();
}
