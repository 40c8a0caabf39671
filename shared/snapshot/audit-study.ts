import pMap, { pMapIterable } from 'p-map';
import { type AuditAbout, auditOf, gathering, inputsDigest } from '../audit/index.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { ALL_GROUPS } from '../contracts/pseudonym.ts';
import type { CountersReader } from '../store/port.ts';
import { cellsWriter } from './cells/cells-file.ts';
import type { Inputs } from './publish.ts';
import { settledCells } from './settled-cells.ts';

/** Groups of clinicians read at once. */
const CONCURRENCY = 8;

/**
 * Reads what a study's audit is made from. What the audit is does not depend on where the store keeps it: the same
 * counters, clinicians, protocol and code give the same digest and the same audit.
 *
 * Cells are added up, and written down to be published, group by group: never are all of them held at once.
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
