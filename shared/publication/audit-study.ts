import pMap, { pMapIterable } from 'p-map';
import { type AuditAbout, auditOf, gathering, inputsDigest } from '../audit/index.ts';
import type { Protocol } from '../contracts/index.ts';
import { ALL_GROUPS } from '../ledger/cells/index.ts';
import type { CountersReader } from '../ledger/index.ts';
import { cellsWriter } from './cells/cells-file.ts';
import type { Inputs } from './publish.ts';
import { settledCells } from './settled-cells.ts';

/** Number of groups of clinicians that are read concurrently. */
const CONCURRENCY = 8;

/**
 * Reads the inputs of a study's audit. The result does not depend on the store: the same counters, clinicians, protocol
 * and code give the same digest and the same audit.
 *
 * This reads group by group. It adds up the cells of a group and encodes them for publication, so it never holds all
 * cells in memory.
 */
export async function readInputs(
  store: CountersReader,
  protocol: Protocol,
  codeVersion: string,
): Promise<Inputs> {
  const { criteria } = store.settings;
  const [gathered, written] = [gathering(criteria), cellsWriter(criteria)];
  const options = { concurrency: CONCURRENCY };
  let moving = 0;
  for await (const { cells, settled } of pMapIterable(
    ALL_GROUPS,
    (group) => settledCells(store, group),
    options,
  )) {
    if (!settled) moving += 1;
    for (const cell of cells) gathered.add(cell);
    await written.write(cells);
  }
  const participants = await pMap(
    ALL_GROUPS,
    (group) => Array.fromAsync(store.participants([group])),
    options,
  );
  const about: AuditAbout = {
    study: store.study,
    protocol,
    settings: store.settings,
    codeVersion,
    participants: participants.flat(),
  };
  const evidence = gathered.evidence(protocol);
  const cells = await written.end();
  return { digest: inputsDigest(about, evidence), audit: () => auditOf(about, evidence), cells, moving };
}
