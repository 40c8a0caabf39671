import { randomBytes } from 'node:crypto';
import pMap, { pMapIterable } from 'p-map';
import { type AuditAbout, auditOf, gathering, inputsDigest } from '../audit/index.ts';
import type { Protocol, Snapshot } from '../contracts/index.ts';
import { ALL_GROUPS, type Cell, cellId } from '../ledger/cells/index.ts';
import type { CountersReader, VersionedCell } from '../ledger/index.ts';
import type { RecountedStore } from '../ledger/maintenance/index.ts';
import type { LargeObjects, ObjectReader, ObjectWriter } from '../lib/object-store/index.ts';
import { cellsWriter } from './cells/cells-file.ts';
import { dailyCheck } from './operations/daily-check.ts';
import { importsOf } from './operations/imports.ts';
import { ledgerPass } from './operations/ledger-pass.ts';
import { rejectsOf } from './operations/rejects.ts';
import type { UnitFigures } from './public/figures.ts';
import { type PublicOutcome, publishPublic } from './public/publish-public.ts';
import { type CliniciansReading, cliniciansReading, studyFigures, unitsOf } from './public/units.ts';
import {
  type Inputs,
  type OperationalStatus,
  type Published,
  type PublishPorts,
  publish,
} from './publish.ts';

export interface StudyPorts {
  readonly store: CountersReader & RecountedStore;
  readonly protocol: Protocol;
  readonly codeVersion: string;
  /** The bucket of receipts and rejects. */
  readonly exports: ObjectReader;
  /** Without a way to delete objects, only internal editions are published: an erasure deletes public editions. */
  readonly snapshots: ObjectWriter & Partial<Deletion>;
  readonly now: () => Date;
  readonly onStage?: PublishPorts['onStage'];
}

type Deletion = Pick<LargeObjects, 'remove'>;

const canDelete = (objects: StudyPorts['snapshots']): objects is ObjectWriter & Deletion =>
  objects.remove !== undefined;

const hasPublicEdition = ({ public: wanted, publishCells }: Protocol): boolean =>
  wanted === true || publishCells === true;

/** The results of a publication. */
export interface PublishedStudy extends Published {
  /** Absent if the study has no public edition. */
  readonly public?: PublicOutcome;
}

/** Audits the study in the store, and publishes a snapshot if any input changed. A public edition follows if one is due. */
export async function publishStudy(ports: StudyPorts): Promise<PublishedStudy> {
  const { store, protocol, codeVersion, snapshots, now, onStage } = ports;
  const hasPublic = hasPublicEdition(protocol) && canDelete(snapshots);
  let inputs: StudyInputs | undefined;
  let reading: Reading | undefined;
  const published = await publish(store.study, {
    objects: snapshots,
    now,
    ...(onStage && { onStage }),
    ...(hasPublic && { edition: { nonce: randomBytes(16).toString('hex') } }),
    read: async () => {
      inputs = await readInputs(store, protocol, codeVersion);
      return inputs;
    },
    readStatus: async (audit) => {
      reading = await readLedger(ports, audit);
      return reading.status;
    },
  });
  if (!hasPublic || published.status === 'superseded') return published;
  const { digest, audit, cells, counters } = inputs!;
  const outcome = await publishPublic({
    ...ports,
    objects: snapshots,
    internal: published.id,
    inputs: digest,
    ...{ audit, cells },
    read: async () => {
      const { status, clinicians } = reading ?? (await readLedger(ports, audit()));
      return { status, figures: studyFigures(counters, clinicians) };
    },
  });
  return { ...published, public: outcome };
}

interface Reading {
  readonly status: OperationalStatus;
  /** The figures of clinicians. Null if the ledger is too large to be read. */
  readonly clinicians: CliniciansReading['groups'] | null;
}

/** Reads the ledger, and the facts of operations.json that do not come from the audit. */
async function readLedger({ store, protocol, exports }: StudyPorts, audit: Snapshot): Promise<Reading> {
  const { criteria } = store.settings;
  const wanted = hasPublicEdition(protocol) ? cliniciansReading(criteria, unitsOf(criteria, protocol)) : null;
  const { integrity, ledger } = await ledgerPass(store, audit, wanted?.begin);
  const isRead = integrity.status !== 'not checked';
  return {
    clinicians: wanted && isRead ? wanted.groups : null,
    status: {
      rejects: await rejectsOf(exports, store.study),
      imports: await importsOf(exports, store.study),
      integrity: isRead ? integrity : ((await dailyCheck(exports, store.study)) ?? integrity),
      ledger,
    },
  };
}

/** The inputs of an audit, with the figures of each group of clinicians. */
interface StudyInputs extends Inputs {
  readonly cells: Uint8Array;
  readonly counters: ReadonlyMap<number, UnitFigures>;
}

/** Number of groups of clinicians that are read concurrently. */
const CONCURRENCY = 8;

/**
 * Reads the inputs of a study's audit. The result does not depend on the store: the same counters, clinicians, protocol
 * and code give the same digest and the same audit.
 *
 * This reads group by group. It adds up the cells of a group and encodes them for publication, so it never holds all
 * cells in memory.
 */
async function readInputs(
  store: CountersReader,
  protocol: Protocol,
  codeVersion: string,
): Promise<StudyInputs> {
  const { criteria } = store.settings;
  const newUnit = unitsOf(criteria, protocol);
  const counters = new Map<number, UnitFigures>();
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
    if (hasPublicEdition(protocol)) addGroup(counters, cells, newUnit);
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
  return {
    digest: inputsDigest(about, evidence),
    audit: () => auditOf(about, evidence),
    cells,
    moving,
    counters,
  };
}

function addGroup(
  counters: Map<number, UnitFigures>,
  cells: readonly Cell[],
  newUnit: () => UnitFigures,
): void {
  for (const cell of cells) {
    const unit = counters.get(cell.group) ?? newUnit();
    counters.set(cell.group, unit);
    unit.add(cell, cell.counts);
  }
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
