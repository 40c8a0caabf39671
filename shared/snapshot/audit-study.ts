import pMap from 'p-map';
import { type AuditAbout, auditOf, gather, inputsDigest } from '../audit/index.ts';
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
  const about: AuditAbout = {
    study: store.study,
    protocol,
    settings: store.settings,
    codeVersion,
    participants: participants.flat(),
  };
  const all = cells.flat();
  const evidence = gather(all, store.settings.criteria, protocol);
  return {
    digest: inputsDigest(about, evidence),
    audit: () => auditOf(about, evidence),
    cells: () => encodeCells(all, store.settings.criteria),
  };
}
