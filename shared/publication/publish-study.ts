import pMap, { pMapIterable } from 'p-map';
import { type AuditAbout, auditOf, gathering, inputsDigest } from '../audit/index.ts';
import type { Protocol } from '../contracts/index.ts';
import { ALL_GROUPS, type Cell, cellId } from '../ledger/cells/index.ts';
import type { CountersReader, VersionedCell } from '../ledger/index.ts';
import type { RecountedStore } from '../ledger/maintenance/index.ts';
import type { ObjectReader, ObjectWriter } from '../lib/object-store/index.ts';
import { cellsWriter } from './cells/cells-file.ts';
import { dailyCheck } from './operations/daily-check.ts';
import { importsOf } from './operations/imports.ts';
import { ledgerPass } from './operations/ledger-pass.ts';
import { rejectsOf } from './operations/rejects.ts';
import { type Inputs, type Published, type PublishPorts, publish } from './publish.ts';

export interface StudyPorts {
  readonly store: CountersReader & RecountedStore;
  readonly protocol: Protocol;
  readonly codeVersion: string;
  /** The bucket of receipts and rejects. */
  readonly exports: ObjectReader;
  readonly snapshots: ObjectWriter;
  readonly now: () => Date;
  readonly sign?: PublishPorts['sign'];
  readonly onStage?: PublishPorts['onStage'];
}

/** Audits the study in the store and publishes a snapshot if any input changed. */
export const publishStudy = (ports: StudyPorts): Promise<Published> => {
  const { store, protocol, codeVersion, exports, snapshots, now, sign, onStage } = ports;
  return publish(store.study, {
    objects: snapshots,
    now,
    sign,
    ...(onStage && { onStage }),
    read: () => readInputs(store, protocol, codeVersion),
    readStatus: async (audit) => {
      const { integrity, ledger } = await ledgerPass(store, audit);
      const daily = integrity.status === 'not checked' ? await dailyCheck(exports, store.study) : null;
      return {
        rejects: await rejectsOf(exports, store.study),
        imports: await importsOf(exports, store.study),
        integrity: daily ?? integrity,
        ledger,
      };
    },
  });
};

/** Number of groups of clinicians that are read concurrently. */
const CONCURRENCY = 8;

/**
 * Reads the inputs of a study's audit. The result does not depend on the store: the same counters, clinicians, protocol
 * and code give the same digest and the same audit.
 *
 * This reads group by group. It adds up the cells of a group and encodes them for publication, so it never holds all
 * cells in memory.
 */
async function readInputs(store: CountersReader, protocol: Protocol, codeVersion: string): Promise<Inputs> {
  const { criteria } = store.settings;
  const [gathered, written] = [gathering(criteria, protocol), cellsWriter(criteria)];
  const options = { concurrency: CONCURRENCY };
  let moving = 0;
  for await (const { cells, consistent } of pMapIterable(
    ALL_GROUPS,
    (group) => readConsistentCells(store, group),
    options,
  )) {
    if (!consistent) moving += 1;
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
  const evidence = gathered.evidence();
  const cells = await written.end();
  return { digest: inputsDigest(about, evidence), audit: () => auditOf(about, evidence), cells, moving };
}

/** The cells of a group with nonzero counts. */
interface GroupReading {
  readonly cells: readonly Cell[];
  /** Whether the store held all of these cells at one moment. */
  readonly consistent: boolean;
}

/**
 * Maximum number of readings of a group. A reading takes some hundredths of a second, and a busy group changes once a
 * second.
 */
const MAX_READINGS = 4;
/** Maximum number of cells in a group that is read twice. In published studies, a group has about a thousand. */
const MAX_CELLS_READ_TWICE = 10_000;

/**
 * Reads a group's cells until two consecutive readings found the same versions. The store then held exactly these cells
 * at the end of the first of the two readings. A single reading is not enough, because it visits cells one by one.
 * Meanwhile, a correction of the pair or specialty may move a judgment, so that it appears in both cells or in neither.
 * Judgments never move between groups.
 * @see docs/decisions/0032-one-consistent-moment-per-group.md
 */
export async function readConsistentCells(store: CountersReader, group: number): Promise<GroupReading> {
  if (store.readsAtOneMoment) return { cells: await Array.fromAsync(store.cells([group])), consistent: true };
  let last = await Array.fromAsync(store.counters(group));
  for (let readings = 2; last.length <= MAX_CELLS_READ_TWICE && readings <= MAX_READINGS; readings += 1) {
    const next = await Array.fromAsync(store.counters(group));
    if (sameVersions(last, next)) return { cells: counting(next), consistent: true };
    last = next;
  }
  return { cells: counting(last), consistent: false };
}

const counting = (cells: readonly VersionedCell[]): Cell[] => cells.filter(({ counts }) => counts.size > 0);

/** Cells are never deleted, so equal numbers of cells mean the same cells. */
function sameVersions(before: readonly VersionedCell[], after: readonly VersionedCell[]): boolean {
  if (before.length !== after.length) return false;
  const versions = new Map(before.map((cell) => [cellId(cell), cell.version]));
  return after.every((cell) => versions.get(cellId(cell)) === cell.version);
}
