import pMap from 'p-map';
import { type AuditInput, audit, inputsDigest } from '../audit/index.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { GROUPS } from '../contracts/pseudonym.ts';
import type { StudyStore } from '../store/port.ts';
import { encodeCells } from './cells/cells-file.ts';
import { collect } from './collect.ts';
import type { Inputs } from './publish.ts';

/** Partitions read at once. */
const CONCURRENCY = 8;

/**
 * Reads what a study's audit is made from. What the audit is does not depend on where the store keeps it: the same
 * counters, clinicians, protocol and code give the same digest and the same audit.
 */
export async function readInputs(
  store: StudyStore,
  protocol: Protocol,
  codeVersion: string,
): Promise<Inputs> {
  const groups = Array.from({ length: GROUPS }, (_, group) => group);
  const options = { concurrency: CONCURRENCY };
  const cells = await pMap(groups, (group) => collect(store.cells([group])), options);
  const participants = await pMap(groups, (group) => collect(store.participants([group])), options);
  const input: AuditInput = {
    study: store.study,
    protocol,
    settings: store.settings,
    codeVersion,
    cells: cells.flat(),
    participants: participants.flat(),
  };
  return {
    digest: inputsDigest(input),
    audit: () => audit(input),
    cells: () => encodeCells(input.cells, input.settings.criteria),
  };
}
